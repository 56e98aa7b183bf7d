package explorer

// helps are the sections of that page.
var helps = []string{
	"fact",
	"asof",
	"proof",
	"money",
	"clock",
	"graph",
	"test",
	"address",
	"keyboard",
}

// help says how to read the pages.
func help(v *view) (*page, error) {
	p := &page{Menu: "help", Title: v.t("menu.help"), Sub: esc(v.t("help.sub"))}
	for _, key := range helps {
		p.add(part{ID: key, Title: v.t("help." + key), Note: esc(v.t("help." + key + ".text"))})
	}
	return p, nil
}
