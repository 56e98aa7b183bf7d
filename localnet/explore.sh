#!/usr/bin/env bash
# The Guizhou story on a network that stays up, with the explorer's address: for looking, not for testing.
#
#   localnet/explore.sh          ends with Ctrl-C, which stops the network, or when the network is stopped
set -euo pipefail
cd "$(dirname "$0")/.."
suyuan=$PWD/bin/suyuan
story=$PWD/localnet/stories/guizhou/story.yaml
net=${SUYUAN_EXPLORE_DIR:-$PWD/localnet/run/explore}
export SUYUAN_OUTPUT=table SUYUAN_LANG=${SUYUAN_LANG:-zh}

finish() { "$suyuan" localnet down --dir "$net" >/dev/null 2>&1 || true; }
trap finish EXIT
trap 'exit 130' INT TERM

[ ! -e "$net/network.json" ] || "$suyuan" localnet down --dir "$net" >/dev/null
rm -rf -- "$net"
"$suyuan" localnet up --scenario "$story" --dir "$net"
"$suyuan" scenario run "$story" --node "$(SUYUAN_OUTPUT=csv "$suyuan" localnet urls --dir "$net")"
echo
echo "浏览器打开 open in a browser:"
SUYUAN_OUTPUT=csv "$suyuan" localnet urls --api auditor --dir "$net" | tr , '\n'
echo "（Ctrl-C 停止网络 stops the network）"
localnet/until-down.sh "$net"
