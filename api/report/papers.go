package report

// paperKinds are what finance departments file beside the statements, and the packs of a year.
func paperKinds() []Kind {
	party := Arg{"party", Label{"主体", "party"}, true}
	return []Kind{
		{"journal", Label{"复式记账分录", "double-entry journal"}, "会计基础工作规范", args(period), false,
			buildJournal},
		{"voucher", Label{"记账凭证", "accounting voucher"}, "会计基础工作规范", args(period, party), true,
			buildVoucher},
		{"dues", Label{"非税收入应缴清单", "non-tax revenue due"}, "GZ §22, rulings M7",
			args(period, place), true, buildDues},
		{"payments", Label{"待付清单", "payments to make"}, "rulings M6", args(payer), true, buildPayments},
		{"disclosure-year", Label{"年度信息披露材料包", "yearly disclosure pack"},
			"GZ §24, GD §35, YN §32, HE §31, HB 四(七)4", args(year, place, under), false, buildYearPack},
		{"gd-march", Label{"广东三月报告（年度运营情况）", "Guangdong March report"}, "GD §30 §37",
			args(year, place, under), false, buildMarch},
	}
}

// buildYearPack is what is made public of a year, with what was settled and what was due.
func buildYearPack(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	return r.tables(a.agreementTable, a.productTable, a.usesTable, a.prices, a.salesTable, a.runsTable,
		a.duties, a.filedReports)
}

// buildMarch is what the implementing body reports to price authority, finance and bureau by the
// end of March, with the difference between receipts and what was settled (GD §37).
func buildMarch(a *asking, r *Report) error {
	if err := buildR5(a, r); err != nil {
		return err
	}
	if err := r.tables(a.duties, a.filedReports); err != nil {
		return err
	}
	var settled, sold int64
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			switch t.Name {
			case "runs":
				settled += row[2].n
			case "sales":
				sold += row[5].n
			}
		}
	}
	r.Foot = []Field{{Label{"确认收款合计（不含税）", "confirmed receipts"}, Cell{Money, "", sold}},
		{Label{"进入结算的收款", "settled"}, Cell{Money, "", settled}},
		{Label{"差额（迟到的收款或退款，见重结算）", "difference: late receipts or refunds"},
			Cell{Money, "", sold - settled}}}
	return nil
}
