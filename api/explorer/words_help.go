package explorer

// helpWords are those of the help and of what follows it.
var helpWords = map[string][2]string{
	"help.sub":  {"怎样看懂这些页面。", "How to read these pages."},
	"help.fact": {"签名与代录", "Signed and attested"},
	"help.fact.text": {
		"每一项事实都标明来源：“签名”表示由该机构自己的密钥签署；“代录”表示该机构没有密钥，由他人凭文号与摘要代为录入，可向保管方调取原件核对。",
		`Every fact says where it comes from: “signed” is signed with the institution's own key; “attested” was recorded by another on the strength of a document whose number and digest are kept, because the institution has no key. Ask the custodian for the document.`,
	},
	"help.asof": {"截至某日", "As of a date"},
	"help.asof.text": {
		"右上角可填日期、时刻或高度，整站即显示该时点的账本；地址随之固定，可写入工作底稿。早于最早可查高度的时点，请向归档节点查询。",
		`Enter a date, an instant or a height at the top right and all pages show the ledger of that time; the address is fixed with it and may go into an audit paper. For times before the earliest height kept, ask an archive node.`,
	},
	"help.proof": {"证明", "Proofs"},
	"help.proof.text": {
		"“证明包”是一个独立文件，含原值、路径、区块头与各验证人签名；在“核验”页或用命令行 suyuan verify 离线即可核对，不必相信本节点。",
		`A proof bundle is one file with the values, their paths, the header and the validators' signatures; check it on the Verify page or offline with suyuan verify, without trusting this node.`,
	},
	"help.money": {"金额", "Money"},
	"help.money.text": {
		"金额以元显示到分；负数带减号并以红色显示。结算单每一行都可展开，直到收款与使用批次。",
		`Money is in yuan to the fen; negative amounts carry a minus sign and are red. Every line of a statement opens down to receipts and usage batches.`,
	},
	"help.clock": {"期限", "Deadlines"},
	"help.clock.text": {
		"工作日按账上的日历计算；日历未公布的年份标为暂定，公布后重新推算。",
		`Working days count by the calendar on the ledger; deadlines in years without one are provisional and are counted again when it lands.`,
	},
	"help.graph": {"溯源图", "Lineage drawings"},
	"help.graph.text": {
		"数据自左向右流动：圆角为资源，圆端为加工，方框为产品，超期为红色虚线并写明。图中过多的节点合并为“+37”，下面的表总是完整的。",
		`Data flows from left to right: rounded boxes are resources, round ends processing, square boxes products; what is out of term is red, dashed and says so. Too many boxes fold into “+37”; the table below is always complete.`,
	},
	"help.test": {"测试账", "Test ledgers"},
	"help.test.text": {
		"测试账的时间可以人为推进，其内容不作为依据，每一页都标明。",
		"The time of a test ledger can be moved; nothing on it counts, and every page says so.",
	},
	"help.address": {"地址", "Addresses"},
	"help.address.text": {
		"每个页面都有固定地址；不用 JavaScript 也能阅读；打印即为 A4 版式。",
		"Every page has its own address, reads without JavaScript and prints on A4.",
	},
	"help.keyboard": {"键盘", "Keyboard"},
	"help.keyboard.text": {
		"用 Tab 键移动，回车打开；图中每个框都可以用键盘到达，名称可被读屏软件读出。按 / 键跳到搜索。",
		`Move with Tab, open with Enter; every box of a drawing can be reached and is named for screen readers. Press / to search.`,
	},
	"flow.for.benefit": {"余额与份额", "Remainder and shares"},
	"reports":          {"报表", "Reports"},
	"reports.sub": {
		"同一高度在每个节点生成的文件逐字节相同；可在核验页核对。",
		"The same height gives the same bytes on every node; files can be checked on the Verify page.",
	},
	"report.name":    {"报表", "Report"},
	"report.forms":   {"下载", "Download"},
	"file.statement": {"结算单", "Statement"},
	"file.detail":    {"分账明细", "Detail"},
	"drawing":        {"图", "drawing"},
	"verify.pin": {
		"或信任的哈希（区块头或验证人集，64 位十六进制）",
		"Or a trusted hash (of a header or a validator set, 64 hex digits)",
	},
	"verify.trust_first": {
		"请先选择创世文件，或填写信任的哈希：没有信任起点，什么也证明不了。",
		"Choose a genesis file first, or give a trusted hash: without an anchor nothing is proved.",
	},
	"verify.two": {
		"核验签名文件（.sm3sig.json）时请连同所签文件一起选择。",
		"Choose a signature file (.sm3sig.json) together with the file that it signs.",
	},
	"verify.many": {
		"一次核验一个文件；签名文件连同所签文件共两个。",
		"One file at a time; a signature file and the signed one are two.",
	},
	"verify.testing": {
		"这是测试账的证明，内容不作为依据。",
		"This proof is of a test ledger: nothing in it counts.",
	},
}
