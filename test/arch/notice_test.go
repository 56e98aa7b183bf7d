package arch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// licences are recognized by a phrase of their text.
var licences = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"LGPL-3.0", regexp.MustCompile(`GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3`)},
	{"MPL-2.0", regexp.MustCompile(`Mozilla Public License,? [vV]ersion 2\.0`)},
	{"Apache-2.0", regexp.MustCompile(`Apache License(,|\s)\s*Version 2\.0|Apache-2\.0`)},
	{"BSD", regexp.MustCompile(`Redistribution and use in source and binary forms`)},
	{"ISC", regexp.MustCompile(`Permission to use, copy, modify, and(/or)? distribute`)},
	{"MIT", regexp.MustCompile(`Permission is hereby granted, free of charge|\bMIT License: http`)},
}

type linkedModule struct{ path, dir string }

// linked lists the modules that bin/suyuan links, with cgo and without.
func linked(t *testing.T) []linkedModule {
	t.Helper()
	seen := map[string]string{}
	for _, cgo := range []string{"0", "1"} {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/suyuan")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo, "GOOS=linux", "GOARCH=amd64")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		d := json.NewDecoder(bytes.NewReader(out))
		for {
			var p struct {
				Module *struct {
					Path, Dir string
					Main      bool
				}
			}
			if err := d.Decode(&p); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && !p.Module.Main {
				seen[p.Module.Path] = p.Module.Dir
			}
		}
	}
	var mods []linkedModule
	for _, path := range slices.Sorted(maps.Keys(seen)) {
		mods = append(mods, linkedModule{path, seen[path]})
	}
	return mods
}

// licenceOf names the licences that a module's own files state, in the order of the table.
func licenceOf(t *testing.T, m linkedModule) string {
	t.Helper()
	var text strings.Builder
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		upper := strings.ToUpper(e.Name())
		if e.Type().IsRegular() && (strings.HasPrefix(upper, "LICEN") ||
			strings.HasPrefix(upper, "COPYING")) {
			b, err := os.ReadFile(filepath.Join(m.dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			text.Write(b)
		}
	}
	var names []string
	for _, l := range licences {
		if l.pattern.MatchString(text.String()) {
			names = append(names, l.name)
		}
	}
	if len(names) == 0 {
		t.Errorf("%s: no licence recognized in %s", m.path, m.dir)
	}
	return strings.Join(names, " and ")
}

const noticeHead = `suyuan 溯源
Copyright 2026 the suyuan authors

Licensed under the Apache License, Version 2.0 (LICENSE).

The program bin/suyuan links the modules named below, each under the licence stated beside it. Their
texts and copyright notices stand in the modules' own sources, at the versions that go.mod names;
whoever passes the program on passes them on with it.

github.com/ethereum/go-ethereum: only its library packages are linked (crypto, rlp and what they
need), which are under LGPL-3.0; its commands, under GPL-3.0, are not. Everyone may relink suyuan with
a changed version: its whole source is free (Apache-2.0) and built by "make build". Built with cgo, it
contains libsecp256k1 (MIT) from the same module.

MPL-2.0 modules are linked unchanged; their source is at their module path.

`

// NOTICE names every module that is linked, with its licence.
func TestNotice(t *testing.T) {
	byLicence := map[string][]string{}
	for _, m := range linked(t) {
		l := licenceOf(t, m)
		byLicence[l] = append(byLicence[l], m.path)
	}
	var b strings.Builder
	b.WriteString(noticeHead)
	for i, l := range slices.Sorted(maps.Keys(byLicence)) {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n", l)
		for _, path := range byLicence[l] {
			fmt.Fprintf(&b, "  %s\n", path)
		}
	}
	fmt.Fprintf(&b, "\nThe Go standard library and runtime (BSD) are part of every Go program.\n")
	if *update {
		if err := os.WriteFile(root+"/NOTICE", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have := read(t, "NOTICE"); have != b.String() {
		t.Errorf("NOTICE is not what is linked: run `go test ./test/arch -update` and read the diff")
	}
}
