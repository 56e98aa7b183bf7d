package explorer

// words are all texts of the pages in Chinese and English, by key.
var words = merge(frameWords, pageWords, helpWords, fieldWords, enumWords, checkWords,
	recordWords)

func merge(all ...map[string][2]string) map[string][2]string {
	out := map[string][2]string{}
	for _, m := range all {
		for k, w := range m {
			if _, twice := out[k]; twice {
				panic("explorer: a word has two meanings: " + k)
			}
			out[k] = w
		}
	}
	return out
}

// frameWords are those of the frame around every page.
var frameWords = map[string][2]string{
	"brand":              {"溯源账本", "suyuan ledger"},
	"test":               {"测试账", "TEST LEDGER"},
	"skip":               {"跳到正文", "Skip to content"},
	"menu":               {"主菜单", "Main menu"},
	"menu.overview":      {"总览", "Overview"},
	"menu.lineage":       {"产品与溯源", "Products, lineage"},
	"menu.resources":     {"资源目录", "Resources"},
	"menu.authorization": {"授权", "Authorizations"},
	"menu.settlement":    {"结算", "Settlement"},
	"menu.clock":         {"监管时钟", "Regulatory clock"},
	"menu.parties":       {"机构", "Institutions"},
	"menu.nodes":         {"成员与节点", "Members, nodes"},
	"menu.blocks":        {"区块与交易", "Blocks, papers"},
	"menu.verify":        {"核验", "Verify"},
	"menu.help":          {"说明", "Help"},
	"search.label":       {"搜索编号、名称、哈希或统一社会信用代码", "Search by id, name, hash or credit code"},
	"search.hint":        {"编号 / 名称 / 哈希 / 统一社会信用代码", "id / name / hash / credit code"},
	"search.go":          {"搜索", "Search"},
	"asof":               {"截至", "As of"},
	"asof.hint":          {"日期或高度", "date or height"},
	"asof.go":            {"查看", "Show"},
	"pinned":             {"所示为历史状态，高度", "A past state is shown, height"},
	"pinned.newest":      {"回到最新", "back to the newest"},
	"foot.height":        {"高度", "Height"},
	"foot.law":           {"账本时间", "law time"},
	"foot.hash":          {"应用哈希", "app hash"},
	"more":               {"全部", "All"},
	"next":               {"下一页", "Next page"},
	"none":               {"无", "None"},
	"true":               {"是", "yes"},
	"false":              {"否", "no"},
	"signed":             {"签名", "signed"},
	"attested":           {"代录", "attested"},

	"error.node":           {"节点没有回答", "The node does not answer"},
	"error.not_found":      {"账本上没有", "Not on the ledger"},
	"error.not_found_help": {"请检查编号，或换一个截至日期。", "Check the id, or choose another date."},
	"error.no_height":      {"没有这个高度", "There is no such height"},
	"error.no_date": {
		"截至须为日期（如 2026-03-31）、时刻或高度",
		"As of takes a date such as 2026-03-31, an instant or a height",
	},
	"error.pruned": {
		"该时点的状态已不保留；最早可查的高度为",
		"The state of that time is no longer kept; the earliest height is",
	},
}
