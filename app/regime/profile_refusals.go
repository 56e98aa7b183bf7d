package regime

import "github.com/suyuan-ledger/suyuan/app/rule"

// Refusals about who changes a profile and how (rulings L1).
var (
	// ErrProfileBureau: the author is not the bureau of exactly that place.
	ErrProfileBureau = rule.Refuse(220, "profile.bureau",
		"制度档案须由 {jurisdiction} 自己的数据主管部门提交，其他地方的数据主管部门无权变更",
		"a profile is changed by the data bureau of {jurisdiction} itself and by no other place's",
		"由该地数据主管部门作为提交方", "have that bureau author the paper")
	// ErrProfileSecond: no other public body countersigned.
	ErrProfileSecond = rule.Refuse(221, "profile.second_body",
		"须由另一家无共同控制关系的公共机构（创始机构或承担审定职责的机构）会签",
		"another public body without common control, founding or with a deciding role, must countersign",
		"请另一家行政机关或事业单位的账户会签", "add the signature of another administrative organ or institution")
	// ErrProfileBase: the change was made against another version.
	ErrProfileBase = rule.Refuse(222, "profile.base",
		"{jurisdiction} 的最新版本是第 {newest} 版，不是第 {base} 版",
		"the newest version of {jurisdiction} is {newest}, not {base}",
		"按最新版本重新拟定变更", "write the change against the newest version")
	// ErrProfileDraft: the version is a draft and stays one.
	ErrProfileDraft = rule.Refuse(223, "profile.draft",
		"{jurisdiction} 第 {version} 版是草案", "version {version} of {jurisdiction} is a draft",
		"先以 profile.activate 使其施行，或在变更中写明 legal.status",
		"put it into force with profile.activate, or change legal.status too")
	// ErrProfileNotDraft: only a draft is activated.
	ErrProfileNotDraft = rule.Refuse(224, "profile.not_draft",
		"{jurisdiction} 第 {version} 版不是待施行的草案",
		"version {version} of {jurisdiction} is not a draft that waits for its issue",
		"已施行的制度以 profile.set 变更", "change rules in force with profile.set")
	// ErrProfileInvalid: the version as a whole would contradict itself.
	ErrProfileInvalid = rule.Refuse(225, "profile.invalid",
		"变更后的制度档案不成立：{detail}", "the profile would not hold together: {detail}",
		"更正所指事项", "correct the key that is named")
	// ErrProfileOverlap: it would begin before the version it replaces.
	ErrProfileOverlap = rule.Refuse(226, "profile.overlap",
		"新版本自 {from} 起施行，不晚于第 {version} 版的 {begun}",
		"the version would begin at {from}, not after version {version}, which begins at {begun}",
		"写明更晚的施行日", "name a later effective date")
	// ErrProfileUnknown: no such version.
	ErrProfileUnknown = rule.Refuse(227, "profile.unknown",
		"{jurisdiction} 没有第 {version} 版制度档案", "{jurisdiction} has no profile version {version}",
		"核对行政区划代码和版本", "check jurisdiction and version")
	// ErrProfileSettled: objections are recorded during the timelock only.
	ErrProfileSettled = rule.Refuse(228, "profile.settled",
		"{jurisdiction} 第 {version} 版不在等待期内，异议不再记录",
		"version {version} of {jurisdiction} is not in its timelock; no objection is recorded any more",
		"向其数据主管部门提出，由其另行变更", "take it up with the bureau, which may change the profile again")
	// ErrObjected: one objection each.
	ErrObjected = rule.Refuse(229, "profile.objected",
		"{party} 已对该版本记录异议", "{party} has objected to this version already",
		"无需重复提交", "nothing to do")
)

// Refusals about what a lower place may settle for itself.
var (
	// ErrChildKey: the rules above do not leave the key to lower places.
	ErrChildKey = rule.Refuse(230, "profile.child_key",
		"{above} 的制度档案未将 {key} 留给下级行政区域自定",
		"the profile of {above} does not leave {key} to the places below",
		"删去该项变更，该项从上级", "leave that key out; the value above holds").Under("levels.child_keys")
	// ErrChildText: the key is the text of the rules above, and the text leaves it to nobody.
	ErrChildText = rule.Refuse(231, "profile.child_text",
		"{key} 由 {above} 的办法条文规定，条文未授权下级另定",
		"{key} is the text of the rules of {above}, which let no place below settle it otherwise",
		"删去该项变更，该项从上级", "leave that key out; the value above holds").Under("levels.child_keys")
	// ErrChildLevel: the rules above know no authorization at this level.
	ErrChildLevel = rule.Refuse(232, "profile.child_level",
		"{above} 的办法不在 {jurisdiction} 所在层级开展授权运营",
		"the rules of {above} have no authorized operation at the level of {jurisdiction}",
		"由上级开展，适用上级的制度档案", "authorize at the level above, under its profile").Under("levels")
)

var profileRefusals = []*rule.Refusal{ErrProfileBureau, ErrProfileSecond, ErrProfileBase,
	ErrProfileDraft, ErrProfileNotDraft, ErrProfileInvalid, ErrProfileOverlap, ErrProfileUnknown,
	ErrProfileSettled, ErrObjected, ErrChildKey, ErrChildText, ErrChildLevel}
