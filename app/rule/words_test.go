package rule

import (
	"strings"
	"testing"
)

// A clerk reads Chinese sentences: words of the wire are not left standing in them.
func TestChineseSentences(t *testing.T) {
	def := Refuse(100, "x.y", "资源 {id} 当前为 {status}（{cause}），{n}{unit}",
		"{id} is {status} ({cause}), {n} {unit}", "先{mode}", "{mode} first")
	r := def.At("id", "id", "drafted", "status", "drafted", "cause", "agreement.expired", "n", 5,
		"unit", "working_days", "mode", "unheard_of")
	if got := r.SayZh(); got != "资源 drafted 当前为 已编制（期限届满），5个工作日" {
		t.Error(got)
	}
	if got := r.SayEn(); got != "drafted is drafted (agreement.expired), 5 working_days" {
		t.Error(got)
	}
	if got := r.Tell().FixZh; got != "先unheard_of" {
		t.Error(got)
	}
	if !strings.Contains(strings.Join(r.Args, " "), "status drafted") {
		t.Error("the arguments themselves were changed")
	}
}
