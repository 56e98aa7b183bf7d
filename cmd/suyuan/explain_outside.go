package main

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/api"
)

// outsideCode is a no of what stands around the ledger: reports, proofs, the collector.
type outsideCode struct{ code, zh, en, fixZh, fixEn string }

// reportCodes are those of reports.
var reportCodes = []outsideCode{
	{"report.unknown", "没有这种报表", "there is no such report", "suyuan report list 列出全部报表",
		"suyuan report list shows them all"},
	{"report.argument", "报表参数缺少、多余或不合格式", "an argument of the report is missing, unknown or malformed",
		"suyuan report list 说明各报表的参数", "suyuan report list says what each report takes"},
	{"report.not_found", "账本在该高度没有所问的内容", "the ledger has no such thing at this height",
		"核对编号与高度", "check the id and the height"},
	{"report.no_lines", "所问节点没有该期的明细行", "the node has not got the lines of this period",
		"改问保留该期明细的节点", "ask a node that keeps the lines of that period"},
	{"report.lines", "所问节点的明细行与账本的明细根不符", "the node's lines are not those of the lines root",
		"不要使用；改问其他节点，并告知该节点的机构", "do not use them: ask another node, and tell whose node it is"},
	{"report.format", "报表没有这种格式", "the report has no such format", "用 json、csv、xlsx 或 pdf",
		"use json, csv, xlsx or pdf"},
	{"report.no_paper", "这种报表没有纸质形式", "the report has no paper form", "用 xlsx、csv 或 json",
		"use xlsx, csv or json"},
	{"report.too_long", "行数过多，不宜成纸", "too many rows for paper", "用 xlsx 或 csv", "use xlsx or csv"},
	{"report.no_font", "没有字体文件，不能生成 PDF", "there is no font, so no PDF",
		"安装 doctor 所指的字体软件包，或用 --font", "install the package that doctor names, or give --font"},
	{"report.font", "字体文件无法使用", "the font cannot be used", "换用 TrueType（.ttf）字体",
		"use a TrueType font (.ttf)"},
	{"report.other_font", "报表所用字体与本机不同，不能重新生成比较",
		"the report is set in another font than this machine has, so it cannot be made again",
		"以 --font 给出同一字体", "give that font by --font"},
	{"report.book", "账户簿读不懂或缺少内容", "the account book cannot be read or lacks something",
		"按提示更正该行；各列见 docs/for-finance.md", "correct the row it names; columns: docs/for-finance.en.md"},
	{"report.book_needed", "报表还依据本地账户簿", "the report also rests on a local account book",
		"以 --accounts 给出同一文件", "give that file by --accounts"},
	{"report.account", "账户簿的账号与账本登记的摘要不符", "an account of the book is not the one registered",
		"先与收款方核实；付款前不得绕过", "verify it with the payee; never pay around this"},
	{"report.unregistered", "账本没有登记收款账户", "the ledger has no account of the payee",
		"由收款方先登记", "the payee registers it first"},
	{"report.uscc", "账户簿的统一社会信用代码与账本登记的不符",
		"the credit code of the book is not the one registered", "核实后更正账户簿",
		"verify it, then correct the book"},
	{"report.nothing", "没有应付的款项，不生成付款文件", "nothing is to be paid, so there is no payment file",
		"核对付款方与结算期", "check the payer and the period"},
	{"report.list", "对方清单读不懂", "the other side's list cannot be read",
		"首行须有编号与金额；XLSX 或 CSV", "the first row names reference and amount; XLSX or CSV"},
	{"report.list_needed", "对账单还依据对方的清单", "a reconciliation also rests on the other side's list",
		"以 --list 给出同一文件", "give that file by --list"},
	{"report.columns", "列映射文件有误", "the column map is wrong", "每行写作 列名 = 来源",
		"each line is NAME = FROM"},
	{"report.failed", "报表未能生成", "the report could not be made", "看日志；稍后再试，或改问其他节点",
		"see the log; try again, or ask another node"},
}

// proofCodes are those of the service that makes files of proof.
var proofCodes = []outsideCode{
	{"proof.none", "没有可出具的证明", "there is nothing to prove", "核对编号与结算期",
		"check the id and the period"},
	{"proof.request", "请求没有指明可证明的记录", "the request names no record that could be proved",
		"按接口文档更正证明种类和参数", "correct kind and arguments as the documentation says"},
	{"proof.not_landed", "该结算期的结算尚未完整入账", "the period's settlement has not landed yet",
		"入账后再索取", "ask after it landed"},
	{"proof.no_lines", "本节点没有该结算期的明细行", "the node has not got the period's lines",
		"换一个节点", "ask another node"},
}

// collectorCodes are those of the collector's HTTP service.
var collectorCodes = []outsideCode{
	{"collector.unavailable", "采集器暂时不能接收", "the collector cannot take it now", "由客户端自动重试",
		"the client tries again by itself"},
	{"event.malformed", "运行事件不合 OpenLineage 格式", "the run event is not as OpenLineage has it",
		"按所指路径更正发送方", "correct the sender at the path it names"},
	{"event.not_visible", "事件涉及该令牌的成员看不到的资源",
		"the event names something that the token's member may not see",
		"换用该成员的令牌，或更正映射", "use that member's token, or correct the map"},
	{"event.not_found", "没有这个事件", "there is no such event", "核对事件编号", "check the id"},
	{"token.missing", "需要有效的令牌", "a valid token is needed", "在请求头给出 Authorization: Bearer",
		"give Authorization: Bearer"},
	{"token.not_admin", "该令牌不是管理令牌", "the token is not the administrator's",
		"用 tokens.yaml 中 admin 的令牌", "use one marked admin in tokens.yaml"},
	{"body.too_large", "请求体过大", "the body is too large", "分批发送", "send it in parts"},
	{"body.malformed", "请求体读不懂", "the body cannot be read", "发送 JSON，可用 gzip",
		"send JSON, gzip or not"},
	{"use.not_named", "没有写明所问的使用记录", "the question names no use", "写明 key 或编号",
		"give key or id"},
	{"use.malformed", "使用记录不合格式", "the use is malformed", "按 docs/collecting.md 更正",
		"correct it as docs/collecting.md says"},
	{"use.not_found", "没有这条使用记录", "there is no such use", "核对键；它可能已清理",
		"check the key; it may be purged"},
	{"delivery.conflict", "同一键已送达过另一内容", "other content was delivered under the same key",
		"不同的使用用不同的键", "give different uses different keys"},
	{"batch.not_found", "没有这个批次或作业", "there is no such batch or job", "核对编号", "check the id"},
	{"segment.kept", "该段仍须保留", "the segment must still be kept", "待其入账且过了保留期再清理",
		"purge after it is on the ledger and its time has passed"},
}

// fileFaults are why files of proof and packs do not verify, by what stands before the dot of a
// code: docs/proof.md says at each rule which one.
var fileFaults = []outsideCode{
	{"file", "文件不是所称的格式，或有改动", "the file is not of the form it names, or was changed", "", ""},
	{"trust", "文件不属于所信任的账本", "the file is not of the ledger that is trusted",
		"核对 --genesis 或 --trust", "check --genesis or --trust"},
	{"ledger", "账本记录或时钟记录与文件不符", "the ledger's own records differ from the file", "", ""},
	{"header", "区块头不合格式", "the block header is malformed", "", ""},
	{"commit", "区块头的签名不成立或不足三分之二", "signatures under the header fail, or are no two thirds", "",
		""},
	{"validators", "验证人名单与区块头不符", "the validators are not those of the header", "", ""},
	{"changes", "验证人变更的次序不连贯", "the sequence of validator changes is broken", "", ""},
	{"records", "记录与其证明不符", "a record is not what its proof shows", "", ""},
	{"absence", "不存在证明不成立", "the proof of absence fails", "", ""},
	{"lineage", "谱系记录与其证明不符，或有缺漏", "lineage is not what its proof shows, or lacks something", "",
		""},
	{"lines", "明细行与明细根或算式不符", "lines are not those of the lines root, or do not add up", "", ""},
	{"statement", "结算单与其记录不符", "the statement is not its record", "", ""},
	{"directory", "结算单目录与其根不符", "the directory of statements is not that of its root", "", ""},
	{"signatures", "存档文件的签名不成立，或其密钥当时无效",
		"a signature of the filed file fails, or its key was not in force",
		"请签署机构以有效的 SM2 密钥重新签署原文件", "have the institution sign the file again with an SM2 key in force"},
	{"csv", "表格不是由该证明文件写出的", "the table is not the one written from the file of proof", "", ""},
	{"pack", "文件包的内容与清单不符", "the pack is not what its manifest says", "", ""},
}

// outsideCodes are all of them that have a name of their own.
func outsideCodes() (out []codeDoc) {
	for _, p := range api.Problems() {
		out = append(out, codeDoc{Code: p.Code, Where: "http", Zh: p.DetailZh, En: p.Detail,
			FixZh: p.RemedyZh, FixEn: p.Remedy})
	}
	for _, g := range []struct {
		where string
		list  []outsideCode
	}{{"report", reportCodes}, {"proof", proofCodes}, {"collector", collectorCodes}} {
		for _, v := range g.list {
			out = append(out, v.doc(v.code, g.where))
		}
	}
	return out
}

func (v outsideCode) doc(code, where string) codeDoc {
	return codeDoc{Code: code, Where: where, Zh: v.zh, En: v.en, FixZh: v.fixZh, FixEn: v.fixEn}
}

// fileFault is the entry of a code that a file of proof was refused with.
func fileFault(code string) (codeDoc, bool) {
	family, rest, dotted := strings.Cut(strings.ToLower(code), ".")
	for _, v := range fileFaults {
		if dotted && rest != "" && v.code == family {
			if v.fixZh == "" {
				v.fixZh, v.fixEn = "不要采信；向另一节点重新索取。规则见 docs/proof.md 中 "+code,
					"do not rely on it; ask another node for the file anew. The rule: "+code+" in docs/proof.md"
			}
			return v.doc(code, "file"), true
		}
	}
	return codeDoc{}, false
}
