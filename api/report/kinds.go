package report

import "slices"

// Kinds is the table of all reports.
func Kinds() []Kind {
	list := []Kind{statementKind, detailKind,
		{"r1", Label{"结算单汇总", "statements of a period"}, "GZ §22, GD §31, HE §28", args(period), true,
			buildR1},
		{"r2", Label{"国库缴款路径清单", "treasury routing list"}, "GZ §22", args(period, place), true,
			buildR2},
		{"r3", Label{"成本台账", "cost ledger"}, "HE §20(5)", args(period, under), false, buildR3},
		{"r4", Label{"价格上限与收费标准历史", "price ceilings and tariffs"}, "GD §29 §35 §37",
			args(place, under), false, buildR4},
		{"r5", Label{"年度运营报告数据", "yearly operation report"}, "GD §37", args(year, place, under),
			false, buildR5},
		{"r6", Label{"主管部门半年度、年度报告数据", "bureau's report"}, "HE §32, HB 五(六)",
			args(period, place), false, buildR6},
		{"r7", Label{"供数机构贡献报告", "contribution of providers"}, "HB 四(七)2, GD §38, YN §26",
			args(period), false, buildR7},
		{"r8", Label{"公益使用报告", "free use for the public good"}, "HB 四(五)3, GD §29",
			args(period, place), false, buildR8},
		{"r9", Label{"场内场外交易占比", "on and off the exchange"}, "GZ §21, GD §28, HB 四(五)2",
			args(period, place), false, buildR9},
		{"r10", Label{"未付、暂缓与预留", "unpaid, held and reserved"}, "rulings M8, M9", args(place, under),
			false, buildR10},
		{"r11", Label{"调整清单", "adjustments"}, "rulings M3", args(period), false, buildR11},
		{"r12", Label{"一笔金额的全部由来", "full lineage of an amount"}, "GD §30",
			args(period, Arg{"line", Label{"明细行，如 L0000012", "line such as L0000012"}, true}), false,
			buildR12},
		{"r13", Label{"平台费结算表", "platform fee statement"}, "YN §7", args(period), false, buildR13},
		{"r14", Label{"信息披露材料", "disclosure set"}, "GZ §24, GD §23 §35, YN §32, HE §31, HB 四(七)4",
			args(period, place, under), false, buildR14},
		{"r15", Label{"集中度与同品异价", "concentration and prices"}, "GD §10, HE §37, HB 五(二)",
			args(period, place), false, buildR15},
	}
	return slices.Concat(list, paperKinds())
}

func args(list ...Arg) []Arg { return list }
