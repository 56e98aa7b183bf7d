// Package oversight is chapter 11: how operation is evaluated, put right, measured against and
// ended. An evaluation (评估评价) ends 通过, 未通过 or 限期整改; a rectification (整改) has a deadline
// and is assessed again by the unit that ordered it; measures (提醒约谈、暂停、限制) and the blacklist
// (黑名单) are dated causes; an ended agreement is handed over (移交), its data destroyed (销毁), its
// logs kept (日志留存) and at last closed (办结). Incidents (安全事件), disclosures (信息披露) and
// reports (报告) are dated duties.
//
// Nothing is taken away by cascade: this chapter tells the earlier ones through their movers, and
// they derive what is usable over a window (rulings E6).
package oversight
