package explorer

// verify checks a file in the browser; nothing of it is sent anywhere.
func verify(v *view) (*page, error) {
	p := &page{Menu: "verify", Title: v.t("verify.title"), Sub: esc(v.t("verify.sub"))}
	form := v.form("verify", struct{ Test bool }{v.info.Test})
	p.Parts = []part{{HTML: form},
		{Title: v.t("verify.anchor"), Note: esc(v.t("verify.anchor_help")), Facts: []fact{
			{v.t("chain"), "<code>" + esc(v.info.Chain) + "</code>"},
			{
				v.t("genesis"),
				H(`<code class="wide" id="genesis">`) + esc(v.info.Genesis.String()) + "</code>",
			},
			{v.t("foot.height"), esc(group(itoa(int(v.src.Height))))},
			{v.t("foot.hash"), H(`<code class="wide">`) + esc(v.info.AppHash.String()) + "</code>"}}},
		{Title: v.t("verify.offline"), Text: "suyuan verify FILE --genesis genesis.json" +
			map[bool]string{true: " --allow-test"}[v.info.Test], Note: esc(v.t("verify.offline_help"))}}
	return p, nil
}
