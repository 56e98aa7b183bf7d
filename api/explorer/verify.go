package explorer

// verify checks a file in the browser; nothing of it is sent anywhere.
func verify(v *view) (*page, error) {
	p := &page{Menu: "verify", Title: v.t("verify.title"), Sub: esc(v.t("verify.sub"))}
	form := H(`<form id="verify" class="verify"><p id="drop" class="drop"><label for="file">`) +
		esc(v.t("verify.file")) + H(`</label> <input id="file" type="file"></p><p><label for="trust">`) +
		esc(v.t("verify.trust")) + H(`</label> <input id="trust" type="file"> <small>`) +
		esc(v.t("verify.trust_help")) + H(`</small></p><p><label for="pin">`) + esc(v.t("verify.pin")) +
		H(`</label> <input id="pin" size="40" autocomplete="off" spellcheck="false"></p>`+
			`<p><label><input id="test" type="checkbox"`)
	if v.info.Test {
		form += " checked"
	}
	form += H(`> `) + esc(v.t("verify.test")) + H(`</label></p><p><label for="pasted">`) +
		esc(v.t("verify.paste")) + H(`</label><br><textarea id="pasted" rows="3" spellcheck="false">`+
		`</textarea></p><p><button type="submit">`) + esc(v.t("verify.go")) +
		H(`</button> <button type="button" `+
			`id="print">`) + esc(v.t("verify.print")) + H(`</button></p></form><div id="verdict" role="status" `+
		`aria-live="polite" data-trust="`) + esc(v.t("verify.trust_first")) +
		H(
			`" data-testing="`,
		) + esc(v.t("verify.testing")) + H(`" data-good="`) + esc(v.t("verify.good")) +
		H(`" data-bad="`) + esc(v.t("verify.bad")) +
		H(`" data-old="`) + esc(v.t("verify.old")) + H(`" data-lookup="`) + esc(v.t("verify.lookup")) +
		H(`"></div><noscript><p class="empty">`) + esc(v.t("verify.noscript")) +
		H(`</p></noscript>`)
	if _, err := static.ReadFile("static/verify.js"); err == nil {
		form += H(`<script src="/static/shapes.js"></script><script src="/static/verify.js"></script>`)
	}
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
