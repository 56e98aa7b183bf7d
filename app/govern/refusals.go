package govern

import "github.com/suyuan-ledger/suyuan/app/rule"

// Refusals of chapter 3.
var (
	ErrNotMember = rule.Refuse(301, "member.none",
		"{party} 不是议决成员", "{party} is not a member with a vote",
		"先以 member.admit 议案接纳该机构", "have it admitted by a proposal member.admit first")
	ErrExists = rule.Refuse(302, "proposal.exists",
		"议案 {id} 已存在", "proposal {id} exists already",
		"换一个编号", "choose another id")
	ErrUnknown = rule.Refuse(303, "proposal.unknown",
		"没有议案 {id}", "there is no proposal {id}",
		"核对议案编号", "check the id")
	ErrClosed = rule.Refuse(304, "proposal.closed",
		"议案 {id} 已不再受理，状态为 {status}", "proposal {id} takes no more, it is {status}",
		"如有必要，重新提出议案", "open a new proposal if need be")
	ErrVoted = rule.Refuse(305, "proposal.voted",
		"{party} 已对该议案表决", "{party} has voted on this proposal",
		"每家机构一票，不能更改", "each institution votes once")
	ErrVeto = rule.Refuse(306, "proposal.veto",
		"只有被恢复机构的原根账号可以否决恢复议案", "only the root account of the institution concerned vetoes, and only "+
			"its own recovery",
		"由该机构的根账号签署", "have that institution's root account sign")
	ErrUnchanged = rule.Refuse(307, "proposal.unchanged",
		"议案不会带来任何改变", "the proposal would change nothing",
		"核对现状后再提出", "check how things stand")
	ErrHoldsSeat = rule.Refuse(308, "member.holds_seat",
		"{party} 仍有共识节点", "{party} still runs a validator",
		"先以 validator.set 移出其共识节点", "remove its validators with validator.set first")
	ErrSeat = rule.Refuse(309, "validator.other_party",
		"该共识公钥属于 {party}", "this consensus key belongs to {party}",
		"换一把新的共识密钥", "use a new consensus key")
	ErrSeats = rule.Refuse(310, "validator.seats",
		"共识节点须有 1 至 {max} 个", "there must be 1 to {max} validators",
		"先增加或移出其他节点", "add or remove another one first")
	ErrConcentration = rule.Refuse(311, "validator.concentration",
		"{group} 将持有 {power}/{total} 的投票权，达到三分之一",
		"{group} would hold {power} of {total} voting power, a third or more",
		"改变投票权，或附上成员知悉并接受的文件", "choose other powers, or name the document by which members accept it")
	ErrBounds = rule.Refuse(312, "parameter.bounds",
		"参数 {name} 不能为 {value}，须在 {min} 至 {max} 之间",
		"parameter {name} cannot be {value}, only {min} to {max}",
		"改为范围内的值", "choose a value in between")
	ErrOldRules = rule.Refuse(313, "upgrade.not_newer",
		"规则版本 {rules} 不新于现行的 {now}", "rules version {rules} is not newer than {now}",
		"写明更新的版本", "name a newer version")
	ErrPlanned = rule.Refuse(314, "upgrade.planned",
		"已排定在高度 {height} 升级至规则版本 {rules}", "rules version {rules} is planned for height {height} already",
		"先以 upgrade.cancel 取消", "cancel that plan first")
	ErrHeight = rule.Refuse(315, "upgrade.height",
		"高度 {height} 已过或即至，当前为 {now}", "height {height} is past or next, it is {now} now",
		"写明更高的高度", "name a later height")
	ErrNoPlan = rule.Refuse(316, "upgrade.none",
		"没有待生效的规则版本 {rules}", "no rules version {rules} is planned",
		"核对版本", "check the version")
	ErrOwnRoot = rule.Refuse(317, "root.own",
		"{party} 的根密钥由其他机构议决恢复，本机构及其控制组不参与",
		"the others decide on the lost root of {party}, not itself or its control group",
		"由其他成员机构提出和表决", "have other members propose and vote")
)

// Why an attestation of an archive is refused.
var (
	ErrArchiveEarly = rule.Refuse(340, "archive.early",
		"高度 {to} 之后的区块头尚未定案，当前为 {now}", "the header after height {to} is not final yet, it is {now} now",
		"归档更早的高度", "archive up to an earlier height")
	ErrArchiveGap = rule.Refuse(341, "archive.gap",
		"归档自高度 {from} 起，而下一段应自 {next} 起", "the archive begins at {from}, the next epoch begins at {next}",
		"以 suyuan archive make 重新归档", "make it anew with suyuan archive make")
	ErrArchiveMany = rule.Refuse(342, "archive.too_many",
		"{party} 自高度 {from} 起已证明持有 {max} 份不同的归档",
		"{party} has attested {max} different archives that begin at {from}",
		"以 suyuan archive check 核对文件，待其他成员封存",
		"check the file with suyuan archive check, and have other members seal the epoch")
	ErrArchiveTwice = rule.Refuse(343, "archive.attested_before",
		"{party} 已证明持有该归档", "{party} has attested this archive already",
		"无需再次提交", "nothing more is needed")
)

// Why an anchor of a log is refused.
var (
	ErrLogShrinks = rule.Refuse(330, "log.shrinks",
		"日志 {log} 已存证至第 {count} 行，日志只增不减",
		"log {log} is anchored up to line {count}, and a log only grows",
		"核对日志；若另起一本，使用新的名称", "check the log; where it began anew, give it another name")
	ErrAnchoredToday = rule.Refuse(331, "log.anchored_today",
		"日志 {log} 在 {day} 已存证一次", "log {log} was anchored on {day} already",
		"次日再存证", "anchor it again tomorrow")
	ErrManyLogs = rule.Refuse(332, "log.too_many",
		"{party} 存证的日志已达 {max} 本", "{party} anchors {max} logs already",
		"继续使用已有日志的名称", "go on with the name of one of them")
)

var refusals = []*rule.Refusal{ErrNotMember, ErrExists, ErrUnknown, ErrClosed, ErrVoted, ErrVeto,
	ErrUnchanged, ErrHoldsSeat, ErrSeat, ErrSeats, ErrConcentration, ErrBounds, ErrOldRules,
	ErrPlanned, ErrHeight, ErrNoPlan, ErrOwnRoot, ErrLogShrinks, ErrAnchoredToday, ErrManyLogs,
	ErrArchiveEarly, ErrArchiveGap, ErrArchiveMany, ErrArchiveTwice}
