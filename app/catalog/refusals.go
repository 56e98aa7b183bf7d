package catalog

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper of the catalogue is refused.
var (
	ErrUnknown = rule.Refuse(401, "resource.unknown",
		"目录中没有资源 {id}", "no resource {id} in the catalogue",
		"核对资源编号，或先编制目录", "check the id, or draft the entry first")
	ErrExists = rule.Refuse(402, "resource.exists",
		"资源 {id} 已为 {status}，不能重新编制", "resource {id} is {status} already and cannot be drafted again",
		"换用新的资源编号", "use a new id")
	ErrNotOwn = rule.Refuse(403, "resource.not_own",
		"{provider} 不能编制 {owner} 的数据目录", "{provider} cannot draft data of {owner}",
		"由数据提供部门自行编制本部门目录", "the provider itself drafts its own data")
	ErrUnclassified = rule.Refuse(404, "resource.unclassified",
		"资源 {id} 未完成分类分级", "resource {id} is not classified and graded",
		"填写分类和分级后重新提交", "give class and grade and submit again").Under("catalog.classified")
	ErrStateSecret = rule.Refuse(405, "resource.state_secret",
		"资源 {id} 涉及国家秘密，不得进入授权运营目录",
		"resource {id} holds state secrets and may not enter the catalogue",
		"按保密法律法规管理，不在本账本登记", "keep it under the secrecy law, outside this ledger")
	ErrNotDrafted = rule.Refuse(406, "resource.not_drafted",
		"资源 {id} 当前为 {status}，不在待审核状态", "resource {id} is {status}, not waiting for review",
		"仅可审核已编制的条目", "only a drafted entry is reviewed").Under("catalog.reviewer")
	ErrNotReviewed = rule.Refuse(407, "resource.not_reviewed",
		"资源 {id} 当前为 {status}，未经审核通过不得发布",
		"resource {id} is {status}; only a reviewed entry is published",
		"先由数据主管部门审核通过", "let the reviewer pass it first").Under("catalog.reviewer")
	ErrNotPublished = rule.Refuse(408, "resource.not_published",
		"资源 {id} 当前为 {status}，发布后才能登记",
		"resource {id} is {status}; only a published resource is registered",
		"先发布，再登记", "publish it first").Under("catalog.registration_required")
	ErrNoRegistry = rule.Refuse(409, "resource.no_registry",
		"登记须由登记机构签署，或由提供部门附登记凭证", "the registry signs, or the provider gives its document",
		"请登记机构共同签署，或附登记证书的编号和摘要",
		"have the registry sign, or add number and digest of its certificate").
		Under("catalog.registration_required")
	ErrChanged = rule.Refuse(410, "resource.changed",
		"资源 {id} 已重新编制，摘要现为 {want}", "resource {id} was drafted again; its digest is {want} now",
		"重新查阅后再审核", "read it again, then review").Under("catalog.reviewer")
)

// ErrUnrestricted refuses personal data of which its provider says nothing about its use.
var ErrUnrestricted = rule.Refuse(498, "resource.restrictions_missing",
	"资源 {id} 涉个人信息，须写明限制场景或使用要求",
	"{id} holds personal data: restricted scenarios or requirements of use must be named",
	"写明限制的用途或使用要求", "name the purposes ruled out, or what is required").Under("personal.rule")

var refusals = []*rule.Refusal{ErrUnknown, ErrExists, ErrNotOwn, ErrUnclassified, ErrStateSecret,
	ErrNotDrafted, ErrNotReviewed, ErrNotPublished, ErrNoRegistry,
	ErrChanged, ErrUnrestricted}
