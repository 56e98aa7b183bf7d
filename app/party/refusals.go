package party

import "github.com/suyuan-ledger/suyuan/app/rule"

// Refusals of chapter 1.
var (
	ErrRole = rule.Refuse(101, "party.role_missing",
		"没有签名方在 {jurisdiction} 担任 {role_zh}", "no signing party holds the role {role} in {jurisdiction}",
		"请由担任该角色的主体签名", "have a party that holds this role sign")
	ErrUnknown = rule.Refuse(102, "party.unknown",
		"主体 {party} 未登记", "party {party} is not registered",
		"核对主体编号，或先登记该主体", "check the id, or register the party first")
	ErrExists = rule.Refuse(103, "party.exists",
		"主体 {party} 已登记", "party {party} is registered already",
		"换一个主体编号", "choose another id")
	ErrSecondSigner = rule.Refuse(104, "party.second_signer",
		"角色 {role_zh} 须由第二个无共同控制关系的创始机构会签",
		"the role {role} needs a second founding institution without common control to sign",
		"请另一创始机构会签", "have another founding institution co-sign")
	ErrRoleHeld = rule.Refuse(105, "role.held",
		"{party} 在 {jurisdiction} 已担任 {role_zh}", "{party} already holds {role} in {jurisdiction}",
		"无需重复授予", "nothing to grant")
	ErrRoleNotHeld = rule.Refuse(106, "role.not_held",
		"{party} 在 {jurisdiction} 未担任 {role_zh}", "{party} does not hold {role} in {jurisdiction}",
		"核对主体、角色和行政区划", "check party, role and jurisdiction")
	ErrKeyTaken = rule.Refuse(107, "key.taken",
		"公钥 {fingerprint} 已属于某账号", "public key {fingerprint} already belongs to an account",
		"生成新的密钥", "generate a new key")
	ErrProof = rule.Refuse(108, "key.proof",
		"账号 {account} 第 {number} 号公钥的持有证明不成立",
		"the proof of possession of key {number} of account {account} fails",
		"用新密钥对登记原文重新签名", "sign the enrolment preimage with the new key")
	ErrAlgorithm = rule.Refuse(109, "key.algorithm",
		"本账本不接受算法 {algorithm}", "this ledger does not accept the algorithm {algorithm}",
		"改用本账本接受的算法", "use an algorithm that genesis accepts")
	ErrAccountExists = rule.Refuse(110, "account.exists",
		"账号 {account} 已存在，账号不重复使用", "account {account} exists; numbers are never used again",
		"换一个账号序号", "choose another number")
	ErrAccountUnknown = rule.Refuse(111, "account.unknown",
		"账号 {account} 不存在或已关闭", "account {account} does not exist or is closed",
		"核对账号序号", "check the number")
	ErrKeyUnknown = rule.Refuse(112, "key.unknown",
		"账号 {account} 没有有效的第 {number} 号公钥", "account {account} has no active key {number}",
		"核对公钥序号", "check the key number")
	ErrLastRootKey = rule.Refuse(113, "key.last_root",
		"不能停用根账号最后一把有效公钥", "the last active key of the root account cannot be revoked",
		"先登记新的根公钥", "enrol a new root key first")
	ErrKeyNumber = rule.Refuse(114, "key.number",
		"账号 {account} 的下一把公钥应为第 {number} 号", "the next key of account {account} is number {number}",
		"按此序号重新生成持有证明", "make the proof again with this number")
	ErrDualUnchanged = rule.Refuse(115, "dual.unchanged",
		"制单复核分离已处于所请求的状态", "maker–checker is already as asked",
		"无需再次设置", "nothing to change")
	ErrTreasury = rule.Refuse(116, "party.treasury",
		"{party} 未担任 {jurisdiction} 的国库，不能作为收入缴入对象",
		"{party} is no treasury of {jurisdiction}; income cannot go to it",
		"收入缴入同级国库：先登记该国库并授予其角色",
		"income goes to the treasury of the level: register it and give it its role first")
)

// Why a paper about a link is refused.
var (
	ErrLinkSigner = rule.Refuse(117, "link.signer",
		"关联关系须由 {a} 或 {b} 自行申报，或由 {jurisdiction} 的数据主管部门、审计机关记录",
		"a link is declared by {a} or {b}, or recorded by the bureau or audit of {jurisdiction}",
		"由其中一方或有权机关签署", "have one of them sign, or an authority")
	ErrLinkID = rule.Refuse(118, "link.id_taken",
		"关联编号 {id} 已被使用", "link id {id} is taken", "换一个编号", "choose another id")
	ErrLinked = rule.Refuse(119, "link.exists",
		"同类关联已记录为 {id}", "such a link is on record as {id}",
		"无需重复记录；有变化的先终止原记录", "nothing to record; if it changed, end the old one first")
	ErrLinkUnknown = rule.Refuse(120, "link.unknown",
		"没有有效的关联 {id}", "no link {id} is in force", "核对关联编号", "check the id")
	ErrLinkAuthority = rule.Refuse(121, "link.authority",
		"关联 {id} 须由申报方终止，或由数据主管部门、审计机关终止或认定不成立",
		"link {id} is ended by who declared it; bureau or audit end it or find that it never was",
		"请数据主管部门或审计机关核实后签署", "have bureau or audit look into it and sign")
	ErrLinkBounds = rule.Refuse(122, "link.bounds",
		"关联主体不得超过 {parties} 个，任意两者之间不得超过 {depth} 层",
		"linked parties are at most {parties}, with at most {depth} links between two of them",
		"先清理已不存在的关联，或由审计机关核查", "end links that are no more, or have audit look into it")
)

// Why a certificate is refused.
var (
	ErrCertificateChain = rule.Refuse(123, "certificate.chain",
		"证书不能追溯到创世文件所列的 {roots} 个根证书",
		"the certificate leads to none of the {roots} authorities of genesis",
		"附上中间证书；或不附证书登记公钥", "add the intermediate certificates, or enrol the key without one")
	ErrCertificateTime = rule.Refuse(124, "certificate.time",
		"证书在账本时间 {time} 不在有效期内", "the certificate is not valid at law time {time}",
		"换一张有效的证书", "use one that is valid")
	ErrCertificateKey = rule.Refuse(125, "certificate.key",
		"证书的公钥是 {fingerprint}，不是所登记的公钥",
		"the certificate is of the key {fingerprint}, not of the one enrolled",
		"使用为该公钥签发的证书", "use the certificate of this key")
	ErrCertificateSubject = rule.Refuse(126, "certificate.subject",
		"证书主体的序列号不是 {party} 登记的统一社会信用代码",
		"the serialNumber of the certificate's subject is not the credit code that {party} is "+
			"registered with",
		"使用签发给本机构的证书；主体登记时须含统一社会信用代码摘要",
		"use a certificate of this institution; it must be registered with the digest of its code")
)

var refusals = []*rule.Refusal{ErrRole, ErrUnknown, ErrExists, ErrSecondSigner, ErrRoleHeld,
	ErrRoleNotHeld, ErrKeyTaken, ErrProof, ErrAlgorithm, ErrAccountExists, ErrAccountUnknown,
	ErrKeyUnknown, ErrLastRootKey, ErrKeyNumber, ErrDualUnchanged, ErrTreasury, ErrLinkSigner,
	ErrLinkID, ErrLinked, ErrLinkUnknown, ErrLinkAuthority, ErrLinkBounds, ErrCertificateChain,
	ErrCertificateTime, ErrCertificateKey, ErrCertificateSubject}
