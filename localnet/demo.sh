#!/usr/bin/env bash
# The main job, end to end: four institutions' validators and an auditor's node play the Guizhou story,
# one validator is killed in the middle, and the result is checked without trusting any of them.
#
#   localnet/demo.sh [--keep] [EVENTS]    EVENTS: a folder of OpenLineage run events for the operator's job
#
# --keep starts the network again at the end and leaves its pages open until Ctrl-C.
set -euo pipefail
from=$PWD
cd "$(dirname "$0")/.."
suyuan=$PWD/bin/suyuan
story=$PWD/localnet/stories/guizhou/story.yaml
keep=
if [ "${1:-}" = --keep ]; then
  keep=yes
  shift
fi
events=${1:-}
usual=$PWD/localnet/run/demo
out=${SUYUAN_DEMO_DIR:-$usual}
net=$out/network
mark=$out/.made-by-demo
export SUYUAN_OUTPUT=table SUYUAN_LANG=${SUYUAN_LANG:-zh}
began=$SECONDS
say() { printf '\n\033[1m== %s\033[0m  (%ss)\n' "$1" "$((SECONDS - began))"; }

stop() { # exit code, sentence
  echo "$2" >&2
  exit "$1"
}

# Nothing is ended or removed before the arguments are known to be right.
sets=()
if [ -n "$events" ]; then
  case $events in /*) ;; *) events=$from/$events ;; esac
  [ -d "$events" ] || stop 4 "没有目录 there is no folder: $events"
  events=$(cd -- "$events" && pwd)
  sets=(--set "events=$events")
fi
if [ -e "$out" ]; then
  [ -d "$out" ] || stop 9 "不是目录 not a folder: $out"
  [ "$out" = "$usual" ] || [ -e "$mark" ] || [ -z "$(ls -A -- "$out")" ] ||
    stop 9 "此目录非演示所建，不会清空 not made by the demo, so it is not emptied: $out"
fi

player= collector=
finish() {
  [ -z "$collector" ] || kill "$collector" 2>/dev/null || true
  [ -z "$player" ] || kill "$player" 2>/dev/null || true
  "$suyuan" localnet down --dir "$net" >/dev/null 2>&1 || true
}
trap finish EXIT
trap 'exit 130' INT TERM

[ ! -e "$net/network.json" ] || "$suyuan" localnet down --dir "$net" >/dev/null
rm -rf -- "$out"
mkdir -p "$out/statements"
: >"$mark"

# The data platform that the collector serves. Built as the Makefile builds suyuan, otherwise a fresh
# machine compiles every package that both need a second time.
"${GO:-go}" build -trimpath -o "$out/platform" ./localnet/platform &
platform=$!

say "四家机构的共识节点与审计节点 · four validators and an auditor's node"
"$suyuan" localnet up --scenario "$story" "${sets[@]}" --dir "$net"
nodes=$(SUYUAN_OUTPUT=csv "$suyuan" localnet urls --dir "$net")
auditor=$(SUYUAN_OUTPUT=csv "$suyuan" localnet urls auditor --dir "$net")

say "演示故事：从实施方案到结算到分 · the story, from the plan to the settled fen"
: >"$out/story.log" # read below, maybe before the player has opened it
"$suyuan" scenario run "$story" "${sets[@]}" --node "$nodes" >"$out/story.result" 2>"$out/story.log" &
player=$!
victim=gz-health
killed= shown=0
while kill -0 "$player" 2>/dev/null; do
  total=$(wc -l <"$out/story.log")
  if [ "$total" -gt "$shown" ]; then
    sed -n "$((shown + 1)),${total}p" "$out/story.log"
    shown=$total
  fi
  if [ -z "$killed" ] && grep -q 'product.publish' "$out/story.log"; then
    printf '\033[1m-- SIGKILL %s\033[0m\n' "$victim"
    "$suyuan" localnet kill "$victim" --dir "$net" >/dev/null
    killed=$total
  elif [ -n "$killed" ] && [ "$killed" != back ] && [ "$total" -gt $((killed + 12)) ]; then
    printf '\033[1m-- %s 重新启动 restarts\033[0m\n' "$victim"
    "$suyuan" localnet start "$victim" --dir "$net" >/dev/null
    killed=back
  fi
  sleep 0.1
done
code=0
wait "$player" || code=$?
player=
sed -n "$((shown + 1)),\$p" "$out/story.log"
cat "$out/story.result"
[ "$code" = 0 ] || exit "$code"
[ "$killed" = back ] || { echo "the validator was not killed and restarted" >&2; exit 1; }

wait "$platform"
say "采集器：网关日志与在线 OpenLineage 客户端 · the collector: a gateway's log, live OpenLineage clients"
collect=$out/collect
mkdir -p "$collect"
(umask 077 && cat >"$collect/collect.yaml" <<YAML && cat >"$collect/tokens.yaml" <<TOKENS)
format: suyuan-collect/1
account: gz-operator/3
lane: 7
store: store
tokens: tokens.yaml
map: map.yaml
batch: {uses: 1000, age: 1s}
gateways:
  - name: live
    file: access.jsonl
    form: jsonl
    rotated: true
    time: ts
    layout: unix
    key: request_id
    routes:
      - {match: {path: ["/health*"]}, ignore: true}
      - {match: {path: ["/v1/community*"], status: ["200"]}, product: gz-operator/community, purpose: industry, members_from: inputs}
YAML
tokens:
  - {token: token-of-the-demo-platform, member: gz-operator}
  - {token: token-of-the-demo-administrator, member: gz-operator, admin: true}
TOKENS
beside=(--home "$net" --config "$collect/collect.yaml")
"$suyuan" collect start "${beside[@]}" --node "$(SUYUAN_OUTPUT=csv "$suyuan" localnet urls gz-operator --dir "$net")" \
  --password-file "$net/password" >"$out/collector.log" 2>&1 &
collector=$!
members="0;1,1;2;3"
[ -z "$events" ] || members=0
"$out/platform" -node "$auditor" -collector "$collect/store.address" -token token-of-the-demo-platform \
  -events "${events:-$(dirname "$story")/events}" -log "$collect/access.jsonl" -map "$collect/map.yaml" \
  -grant gz-bureau/g-operator -maker gz-operator -outputs gz-operator/community -members "$members" \
  -sources gy-hospital/inpatient,gz-health/clinic,gz-health/doctors,gz-water/meters \
  -zh="$([ "$SUYUAN_LANG" = en ] && echo false || echo true)" || {
  cat "$out/collector.log" >&2
  exit 1
}
for ((i = 0; i < 300; i++)); do # until every call is counted on the ledger
  "$suyuan" collect status "${beside[@]}" --output json >"$out/collect.json"
  grep -q '"final": *3000' "$out/collect.json" && break
  sleep 0.1
done
"$suyuan" collect status "${beside[@]}"
grep -q '"final": *3000' "$out/collect.json" || stop 1 "the calls of the gateway are not all on the ledger"
"$suyuan" collect parked "${beside[@]}"
"$suyuan" collect prove "${beside[@]}" --key call-01234 --node "$auditor" --out "$out/use.json" 2>/dev/null
kill "$collector"
wait "$collector" || true
collector=
"$suyuan" lineage uses gz-operator/community --period 2026Q2 --node "$auditor" 2>/dev/null

say "再开发产品的来源 · lineage of the re-developed product"
"$suyuan" lineage of gz-dev/care --node "$auditor" 2>/dev/null | tee "$out/lineage.txt"

say "各收款方的结算单 · the statement of every payee"
"$suyuan" statement list 2026Q1 --node "$auditor" 2>/dev/null
"$suyuan" statement export 2026Q1 --node "$auditor" --dir "$out/statements" >/dev/null 2>&1

say "一张完整的结算单 · one whole statement"
"$suyuan" statement show 2026Q1 --payer gz-operator --payee gz-treasury --node "$auditor" 2>&1

say "结算单的纸质形式：账号等取自账户簿，先与账本核对 · the statement as papers, accounts checked against the ledger"
papers=(--node "$auditor" --accounts "$(dirname "$story")/accounts.csv")
pair=(period=2026Q1 payer=gz-operator payee=gz-treasury)
mkdir -p "$out/papers"
"$suyuan" report make statement "${pair[@]}" "${papers[@]}" -o "$out/papers/statement.xlsx" 2>&1
"$suyuan" report make statement "${pair[@]}" "${papers[@]}" -o "$out/papers/statement.pdf" 2>&1 ||
  echo "（没有报表字体，未生成 PDF · no font, so no PDF）"
"$suyuan" --lang en report make statement "${pair[@]}" "${papers[@]}" -o "$out/papers/statement.en.xlsx" 2>&1
"$suyuan" report pay payer=gz-operator "${papers[@]}" -o "$out/papers/payments.csv" 2>&1
"$suyuan" verify "$out/papers/statement.xlsx" "${papers[@]}" --allow-test

say "卫健委所得的由来，中英文 · how the health commission's share came about, in both languages"
"$suyuan" query explain --period 2026Q1 --payee gz-health --node "$auditor" 2>/dev/null |
  tee "$out/explain.txt"
"$suyuan" --lang en query explain --period 2026Q1 --payee gz-health --node "$auditor" 2>/dev/null |
  tee "$out/explain.en.txt"

say "导出结算输入，摘录一行与一个收款方 · the input exported, one line and one payee extracted"
input=$out/2026Q1.input.json
"$suyuan" settlement export 2026Q1 --node "$auditor" --out "$input" 2>/dev/null
"$suyuan" statement prove 2026Q1 --line L0000001 --node "$auditor" --out "$out/line.json" 2>/dev/null
"$suyuan" statement prove 2026Q1 --payee gz-treasury --node "$auditor" --out "$out/payee.json" 2>/dev/null

genesis=$net/config/genesis.json
# A provider's share by contribution is the amount with the longest way down to the usage batches.
IFS=: read -r file row line < <(awk -F, '$3 == "contribution" { print FILENAME ":" $1 ":" $2; exit }' \
  "$out"/statements/*.csv)
file=${file%.csv}.json
say "一笔金额的由来，直到使用批次 · one amount down to its usage batches"
"$suyuan" statement explain "$file" --line "$row" --batches --genesis "$genesis" --node "$auditor" 2>/dev/null

say "从这一行走到方案批准，十六步，每步有证明和当时的责任人 · from this line to the plan in sixteen hops, each proved"
"$suyuan" audit walk 2026Q1 --line "$line" --out "$out/walk.zip" --node "$auditor" 2>/dev/null || [ $? = 10 ]

say "各节点的应用哈希 · app hashes"
"$suyuan" localnet agree --dir "$net"

say "停止网络，离线核验 · the network is down; what follows needs no node"
"$suyuan" localnet down --dir "$net" >/dev/null
for f in "$out"/statements/*.json; do
  "$suyuan" verify "$f" "${f%.json}.csv" --genesis "$genesis" --allow-test >"$out/verify.txt" 2>&1 || {
    cat "$out/verify.txt"
    exit 8
  }
done
"$suyuan" verify "$file" --genesis "$genesis" --allow-test

say "摘录：一行在账上；国库别无其他结算单 · extracts: a line is there; the treasury has no other statement"
"$suyuan" verify "$out/line.json" "$out/payee.json" --genesis "$genesis" --allow-test

say "一次调用的证明：在网关日志里，也在账上 · one call: in the gateway's log, and counted on the ledger"
"$suyuan" verify "$out/use.json" --genesis "$genesis" --allow-test

say "十六步的证明 · the proofs of the sixteen hops"
"$suyuan" verify "$out/walk.zip" --genesis "$genesis" --allow-test

say "离线复算第一季度，明细根须与账本一致 · the quarter computed again: its root must be the ledger's"
"$suyuan" settlement run "$input" 2>"$out/recomputed.txt"
cat "$out/recomputed.txt"
grep -Eq '复算与账本一致|as on the ledger' "$out/recomputed.txt" || stop 1 "the exported quarter was not compared"

say "表决之前试算：提供方份额 3/10 改为 4/10 · tried before a vote: providers' share 3/10 becomes 4/10"
"$suyuan" settlement try gz-bureau/ag-2026 --from "$input" \
  --rule "$(dirname "$story")/proposal.yaml" 2>&1

say "改动一个字节 · one byte changed"
forged=$out/forged.json
sed '0,/"amount": "\([0-9]*\)\.\([0-9]\)\([0-9]\)"/s//"amount": "\1.\28"/' "$file" >"$forged"
code=0
cmp -s "$file" "$forged" && stop 1 "no byte was changed in $file"
"$suyuan" verify "$forged" --genesis "$genesis" --allow-test >"$out/forged.txt" 2>&1 || code=$?
[ "$code" = 8 ] || stop 1 "a forged statement gave exit code $code"
echo "如预期被拒绝 refused as it must be (8):"
sed 's/^/  /' "$out/forged.txt"

say "完成 · done"
echo "结算单 statements  $out/statements/*.csv（表格）*.json（证明 with proof）"
echo "纸质 papers         $out/papers/*（结算单 PDF、XLSX，付款文件）"
echo "溯源 lineage       $out/lineage.txt"
echo "全程核验 walk     $out/walk.zip（由来 explained: $out/explain.txt, explain.en.txt）"
echo "复算 recompute     bin/suyuan settlement run $input"
echo "核验 verify        bin/suyuan verify FILE.json --genesis $genesis --allow-test"
[ -n "$keep" ] || exit 0

say "网络保持运行，网页浏览器已打开 · the network stays up and its pages are open"
"$suyuan" localnet up --dir "$net"
echo "浏览器打开 open in a browser:"
SUYUAN_OUTPUT=csv "$suyuan" localnet urls --api auditor --dir "$net" | tr , '\n'
echo "（Ctrl-C 停止网络；另一终端：bin/suyuan localnet down --dir $net）"
echo "(Ctrl-C stops the network; from another terminal: bin/suyuan localnet down --dir $net)"
localnet/until-down.sh "$net"
