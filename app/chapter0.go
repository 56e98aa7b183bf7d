package app

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Ledger is what a chain is, written once at genesis.
type Ledger struct {
	Chain      string       `json:"chain" max:"50"`
	Genesis    wire.Hash    `json:"genesis"` // digest of the genesis document
	Began      wire.Time    `json:"began"`   // law time of genesis
	Algorithms []crypto.Alg `json:"algorithms" max:"8"`
	Test       bool         `json:"test"` // a test ledger 测试账 (rulings E16)
}

// laneOf places a replay window: one per author account and lane (rulings E11).
type laneOf struct {
	Party   string
	Account uint16
	Lane    uint16
}

var (
	ledger = state.NewItem[Ledger](0, 1, "app/ledger",
		"what the chain is: id, genesis digest, accepted algorithms, whether it is a test ledger")
	windows = state.NewMap[laneOf, Window](0, 2, "app/windows",
		"replay window of an author account and lane: the highest nonce used and which of the last "+
			"1,024 were")
)

// GetLedger returns what genesis recorded of the chain.
func GetLedger(r state.Reader) (Ledger, bool) { return ledger.Get(r) }

// WindowOf returns the replay window of an author account and lane; the zero Window before its
// first paper.
func WindowOf(r state.Reader, a tx.Account, lane uint16) Window {
	w, _ := windows.Get(r, laneOf{a.Party, a.Number, lane})
	return w
}

// chapterZero is the engine's own table: refusals of the envelope, the ledger's identity and the
// replay windows.
func chapterZero() rule.Chapter {
	return rule.Chapter{
		Number: 0, Name: "app", Zh: "信封与账本", En: "the envelope and the ledger itself",
		Refusals: envelopeRefusals,
		Collections: []state.Collection{ledger.Descriptor(), windows.Descriptor(),
			predecessors.Descriptor()},
		Queries: []rule.Query{
			{Name: "ledger", Zh: "账本标识、创世摘要、接受的算法、是否测试账",
				En:    "chain id, genesis digest, accepted algorithms, whether it is a test ledger",
				Serve: func(q rule.Ask) (any, error) { return viewLedger(q) }},
			{Name: "predecessors", Zh: "本账本由哪些账本的末态延续而来",
				En:    "the ledgers from whose last state this one goes on",
				Serve: func(q rule.Ask) (any, error) { return viewPredecessors(q) }},
			{Name: "nonce", Zh: "账号在某通道上可用的序号", En: "the nonces an account may use in a lane",
				Args: []rule.Arg{
					{Name: "account", Zh: "账号，如 gz-bureau/1", En: "account such as gz-bureau/1",
						Required: true},
					{Name: "lane", Zh: "通道，默认 0", En: "lane, 0 by default"}},
				Serve: func(q rule.Ask) (any, error) { return viewNonce(q) }},
		},
	}
}

// Refusals of chapter 0: what makes a paper inadmissible. Codes 1, 20 and 21 are rule's own.
var (
	ErrTooLarge = rule.Refuse(2, "tx.too_large",
		"交易 {size} 字节，超过 {max} 字节", "the transaction has {size} bytes, above {max}",
		"拆分为多笔", "split it")
	ErrUndecodable = rule.Refuse(3, "tx.undecodable",
		"交易不是规范编码：{detail}", "the transaction is not in the wire format: {detail}",
		"用 suyuan 工具重新编码", "encode it with the suyuan tools")
	ErrChain = rule.Refuse(4, "tx.chain",
		"交易写明的账本为 {chain}，本账本为 {here}", "the paper is for chain {chain}, this is {here}",
		"为本账本重新签署", "sign it for this chain")
	ErrGenesis = rule.Refuse(5, "tx.genesis",
		"交易写明的创世摘要与本账本不同", "the genesis digest of the paper is not this ledger's",
		"核对创世文件后重新签署", "check the genesis document and sign again")
	ErrExpired = rule.Refuse(6, "tx.expired",
		"交易已于 {expires} 失效，账本时间为 {now}", "the paper expired at {expires}; law time is {now}",
		"以新的失效时间重新签署", "sign it again with a later expiry")
	ErrExpiry = rule.Refuse(7, "tx.expiry_far",
		"失效时间 {expires} 晚于账本时间 {now} 起 {days} 日",
		"the expiry {expires} is more than {days} days after law time {now}",
		"缩短有效期后重新签署", "sign it again with an earlier expiry")
	ErrKind = rule.Refuse(8, "tx.kind",
		"本账本当前没有交易种类 {kind}", "this ledger has no kind {kind} at present",
		"核对种类名称和规则版本", "check the name and the rules version")
	ErrSigner = rule.Refuse(9, "tx.signer",
		"签名账号 {account} 不存在或已关闭", "signer {account} does not exist or is closed",
		"核对账号", "check the account")
	ErrKey = rule.Refuse(10, "tx.key",
		"账号 {account} 的第 {number} 号公钥不存在或当前无效",
		"key {number} of account {account} does not exist or is not active",
		"改用有效的密钥", "sign with an active key")
	ErrAlgorithm = rule.Refuse(11, "tx.algorithm",
		"账号 {account} 的签名算法 {algorithm} 与公钥不符或不被接受",
		"the algorithm {algorithm} of {account} is not its key's or not accepted",
		"用公钥所属且本账本接受的算法签名", "sign with the key's own, accepted algorithm")
	ErrRootAccount = rule.Refuse(12, "tx.root_account",
		"根账号 {account} 只能签署账号和密钥事项", "root account {account} signs only account and key matters",
		"改用业务账号", "use an operating account")
	ErrSignature = rule.Refuse(13, "tx.signature",
		"至少一个签名不成立", "at least one signature does not verify",
		"核对原文和密钥后重新签署", "check preimage and keys and sign again")
	ErrReplayed = rule.Refuse(14, "tx.replayed",
		"{account} 在通道 {lane} 的序号 {nonce} 已使用", "nonce {nonce} of {account} in lane {lane} is used",
		"换用新的序号", "use a fresh nonce")
	ErrNonce = rule.Refuse(15, "tx.nonce",
		"{account} 在通道 {lane} 的序号 {nonce} 不在窗口 {low} 至 {high} 内",
		"nonce {nonce} of {account} in lane {lane} is outside the window {low} to {high}",
		"在窗口内选取序号", "choose a nonce inside the window")
	ErrMakerChecker = rule.Refuse(16, "tx.maker_checker",
		"{party} 须由两个不同账号（制单与复核）共同签署",
		"two different accounts (maker and checker) of {party} must sign",
		"请复核账号加签", "have the checker's account sign too")
	ErrBody = rule.Refuse(17, "tx.body",
		"正文不是 {kind} 的规范编码：{detail}", "the body is not a {kind} in the wire format: {detail}",
		"按该种类的字段重新编码", "encode the fields of this kind")
	ErrRootAuthor = rule.Refuse(18, "tx.root_author",
		"{kind} 须由本机构根账号发起", "{kind} must be authored by the root account",
		"以根账号为作者重新签署", "sign it again with the root account as author")
	ErrSigners = rule.Refuse(19, "tx.signers",
		"签名与签名人不一一对应，或签名人重复",
		"signatures and signers do not correspond one to one, or a signer repeats",
		"每个签名人恰好一个签名", "give exactly one signature for each signer")
	ErrQuery = rule.Refuse(22, "query.unknown",
		"没有名为 {query} 的查询", "there is no query {query}",
		"查看可用查询列表", "see the list of queries")
	ErrArgument = rule.Refuse(23, "query.argument",
		"查询 {query} 的参数 {name} 缺失或不存在", "argument {name} of query {query} is missing or unknown",
		"查看该查询的参数", "see the arguments of the query")
)

var envelopeRefusals = []*rule.Refusal{rule.Internal, ErrTooLarge, ErrUndecodable, ErrChain,
	ErrGenesis, ErrExpired, ErrExpiry, ErrKind, ErrSigner, ErrKey, ErrAlgorithm, ErrRootAccount,
	ErrSignature, ErrReplayed, ErrNonce, ErrMakerChecker, ErrBody, ErrRootAuthor, ErrSigners,
	rule.BadField, rule.OverBudget, ErrQuery, ErrArgument}
