package explorer

// fields say how a member of an answer is shown, by its name. What is not here is plain text.
var fields = map[string]string{
	"id": "", "party": "party", "reporter": "party", "auditor": "party", "provider": "party", "owner": "party", "maker": "party",
	"impl": "party", "operator": "party", "developer": "party", "holder": "party",
	"applicant": "party", "payer": "party", "payee": "party", "seller": "party", "by_party": "party",
	"clearing": "party", "exchange": "party", "investor": "party", "commissioner": "party",
	"reviewer": "party", "publisher": "party", "registrar": "party", "approver": "party",
	"chosen": "party", "remit_to": "party", "treasury": "party", "unit_party": "party",
	"sharer": "party", "who": "party", "group": "", "signers": "parties", "drafters": "parties",
	"missing": "parties", "parties": "parties",

	"drafted": "time", "reviewed": "time", "published": "time", "registered": "time",
	"updated": "time", "approved": "time", "announced": "time", "evaluated": "time",
	"decided": "time", "closes": "time", "started": "time", "ended": "time", "opens": "time",
	"from": "time", "to": "time", "signed_at": "time", "ended_at": "time", "recorded": "time",
	"confirmed": "time", "entered_at": "time", "applied": "time", "admitted": "time",
	"submitted_at": "time", "revoked": "time", "frozen_at": "time", "landed_at": "time",
	"final_at": "time", "final_due": "time", "cut_at": "time", "opened_at": "time", "at": "time",
	"committed": "time", "drawn": "time", "revealed": "time", "answered": "time",
	"judged": "time", "contested": "time", "since": "time", "until": "time", "set": "time", "landed": "time", "met": "time",

	"amount": "money", "tax": "money", "opening": "money", "closing": "money", "paid": "money",
	"transfer": "money", "released": "money", "adjusted": "money", "offset": "money",
	"kept": "money", "open": "money", "held": "money", "payable": "money", "waiting": "money",
	"sales": "money", "deficit_in": "money", "deficit_out": "money", "reserve_in": "money",
	"reserve_out": "money", "restate_collected": "money", "restate_paid": "money",
	"payouts": "money", "refunded": "money", "corrected": "money", "written": "money",

	"provider_units": "number", "consumer_units": "number", "population": "number",
	"drawn_units": "number", "units": "number", "count": "number", "batches": "number", "days": "number", "seq": "number", "balance": "money", "due": "", "issued": "time",
	"power": "number", "lines": "number", "statements": "number", "days_late": "number",
	"commercial": "number", "welfare": "number", "weight": "number", "version": "",
	"price_micro_yuan": "micro",

	"digest": "hash", "root": "hash", "log": "hash", "source": "hash", "sample": "hash",
	"rule_hash": "hash", "lines_root": "hash", "input_hash": "hash", "directory": "hash",
	"customer": "hash", "invoice": "hash", "voucher": "hash", "previous": "hash", "run_root": "hash",
	"commitment": "hash", "beacon": "hash", "nonce": "hash", "seed": "hash", "answer": "hash", "tx": "tx",

	"status": "word", "state": "word", "stage": "word", "nature": "word", "mode": "word",
	"role": "word", "method": "word", "origin": "word", "form": "word", "purpose": "word",
	"use": "word", "venue": "word", "class_word": "word", "kind": "word", "layer": "word",
	"duty": "word", "cause": "word", "decision": "word", "unit": "word", "channel": "word",
	"outcome": "word", "level": "word", "flags": "words", "topics": "topics", "items_words": "words",
	"point": "word", "class": "word", "end_cause": "word", "jurisdiction": "word", "period_unit": "word",

	"opened": "act", "signed": "act", "created": "act", "submitted": "act", "registration": "act",
	"publication": "act", "withdrawal": "act", "revocation": "act", "act": "act", "closed": "act",
	"document": "evidence", "evidence": "evidence", "notice": "evidence", "report": "evidence",
	"approval": "evidence", "exception": "evidence", "attested": "signed",

	"resources": "ref resource", "plan": "ref plan", "selection": "ref selection",
	"agreement": "ref agreement", "parent": "ref agreement", "grant": "ref grant",
	"application": "ref application", "dev_agreement": "ref devagreement",
	"processing": "ref processing", "trade": "ref trade", "receipt": "ref receipt",
	"product": "ref product", "batch": "ref batch", "for_product": "ref product",
	"by": "accounts", "checked": "accounts", "account": "accounts",
}
