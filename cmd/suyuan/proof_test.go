package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A record file says what stands in the state, an absence file that nobody had a grant; both say
// what they were trusted by.
func TestVerifyRecords(t *testing.T) {
	trust := []string{"--genesis", vectorDir + "genesis.json", "--allow-test"}
	for file, want := range map[string][]string{
		"record.json": {"party/parties operator", "数据运营有限公司", "不存在", "party/parties nobody",
			"创世文件"},
		"absence.json": {"没有有效授权", "insurance", "bureau/visits"},
	} {
		code, out, _ := shell(t, append([]string{"--output", "table", "--lang", "zh", "verify",
			vectorDir + file}, trust...)...)
		for _, w := range append(want, "✓ 核验通过", "测试账", "表决权 4000 / 4000") {
			if code != exitOK || !strings.Contains(out, w) {
				t.Errorf("%s: exit %d, %q is not in\n%s", file, code, w, out)
			}
		}
		changed := filepath.Join(t.TempDir(), file)
		write(t, changed, strings.Replace(string(readVector(t, file)), "\"value\": \"",
			"\"value\": \"1", 1), 0o600)
		if code, _, _ := shell(t, append([]string{"verify", changed}, trust...)...); code != exitVerify {
			t.Errorf("%s changed: exit %d", file, code)
		}
	}
	sample := "../../api/bundle/testdata/sample/"
	code, out, _ := shell(t, "--output", "table", "--lang", "en", "verify", sample+"used-by.json",
		"--genesis", sample+"genesis.json", "--allow-test")
	for _, w := range []string{"trace/used_by op/p5/1", "3, none left out", "Batch op/b2",
		"absent", "0, none left out"} {
		if code != exitOK || !strings.Contains(out, w) {
			t.Errorf("used-by.json: exit %d, %q is not in\n%s", code, w, out)
		}
	}
	if code, _, _ := shell(t, "proof", "make", "used-by", "a/b"); code != exitUsage {
		t.Errorf("uses of no version: exit %d", code)
	}
	if code, _, _ := shell(t, "proof", "make", "nothing", "a"); code != exitUsage {
		t.Errorf("an unknown kind: exit %d", code)
	}
	if code, _, _ := shell(t, "proof", "make", "run", "2026Q4/x"); code != exitUsage {
		t.Errorf("a key with a part too many: exit %d", code)
	}
	code, out, _ = shell(t, "--output", "table", "proof", "list")
	if code != exitOK || !strings.Contains(out, "market/receipts") {
		t.Errorf("exit %d: %s", code, out)
	}
	url := recordedNode(t)
	made := filepath.Join(t.TempDir(), "run.json")
	code, out, chat := shell(t, "proof", "make", "run", "2026Q4", "--node", url, "--out", made)
	if code != exitOK {
		t.Errorf("exit %d: %s%s", code, out, chat)
	}
	if code, _, chat := shell(t, append([]string{"verify", made}, trust...)...); code != exitOK {
		t.Errorf("exit %d: %s", code, chat)
	}
}
