package abci

import "github.com/suyuan-ledger/suyuan/app/rule"

// What a node refuses by itself. None of these is consensus: another node may answer otherwise, and
// none is ever the result of a paper in a block. Their numbers are of chapter 0, from 80.
var (
	ErrPending = rule.Refuse(80, "mempool.pending",
		"该账号在此通道上已有编号 {nonce} 的另一份待处理文书",
		"another paper of this account, lane and nonce {nonce} is waiting",
		"等待其上链，或换用新的编号", "wait for it, or use another nonce")
	ErrShare = rule.Refuse(81, "mempool.share",
		"本机构待处理文书已达 {bytes} 字节上限",
		"papers of this institution that wait reach the limit of {bytes} bytes",
		"待前面的文书上链后再提交", "submit again when earlier papers are in a block")
	ErrClosing = rule.Refuse(82, "node.closing",
		"本节点正在停止", "this node is being stopped", "改向其他节点提交或查询", "ask another node")
	ErrNotFound = rule.Refuse(84, "query.not_found",
		"没有找到：{what}", "not found: {what}", "核对名称、编号和高度", "check the name, the id and the height")
	ErrQuery = rule.Refuse(85, "query.malformed",
		"查询不合格式：{zh}", "malformed query: {en}", "更正查询参数", "correct the query")
	ErrPruned = rule.Refuse(86, "query.height",
		"该高度的状态不可查：最早 {earliest}，最新 {latest}",
		"state of that height is not kept: the earliest is {earliest}, the latest {latest}",
		"换用保留范围内的高度", "ask at a height that is kept")
	ErrNoWitness = rule.Refuse(87, "admission.none",
		"本节点不签发受理回执", "this node signs no admissions",
		"在 app.toml 的 [admission] 中给出账号与密钥，或改问其他节点",
		"name an account and a key in [admission] of app.toml, or ask another node")
	ErrNotTaken = rule.Refuse(88, "admission.unknown",
		"本节点没有受理过文书 {what}", "this node did not take the paper {what}",
		"先向本节点提交该文书", "hand the paper to this node first")
	ErrWitness = rule.Refuse(89, "admission.key",
		"账号 {account} 的第 {number} 把密钥未登记、已失效或不能签署",
		"key {number} of {account} is not enrolled, holds no more, or does not sign",
		"登记节点的密钥，或更正 app.toml 的 [admission]",
		"enrol the node's key, or correct [admission] of app.toml")
)

// Refusals lists them for the book.
var Refusals = []*rule.Refusal{ErrPending, ErrShare, ErrClosing, ErrNotFound, ErrQuery, ErrPruned,
	ErrNoWitness, ErrNotTaken, ErrWitness}
