package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/api/evidence"
)

// proving are the formats of files that verify on their own or, a signature, with what it signs.
var proving = []string{bundle.Format, bundle.ExtractFormat, bundle.LineageFormat,
	bundle.RecordFormat, bundle.SignatureFormat, collect.ProofFormat}

// gather lists the files to verify: those that are named, of a folder those that can be, and after
// each the signature file beside it. A forged signature so fails whoever verifies what it signs.
// Reports of a folder are left out unless a node is named, which makes them again; what is left out
// is told.
func (c *cli) gather(args []string, node bool) (files []string, err error) {
	seen := map[string]bool{}
	add := func(file string) {
		if at := filepath.Clean(file); !seen[at] {
			seen[at] = true
			files = append(files, file)
		}
	}
	for _, arg := range args {
		one := []string{arg}
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			if one, err = c.inFolder(arg, node); err != nil {
				return nil, err
			}
		}
		for _, file := range one {
			add(file)
			if _, err := os.Stat(file + bundle.SignatureSuffix); err == nil {
				add(file + bundle.SignatureSuffix)
			}
		}
	}
	return files, nil
}

// inFolder lists what can be verified in a folder, not below it.
func (c *cli) inFolder(dir string, node bool) (files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, unreadable(dir, err)
	}
	var left []string
	for _, e := range entries {
		if file := filepath.Join(dir, e.Name()); !e.Type().IsRegular() || !verifiable(file, node) {
			left = append(left, e.Name())
		} else {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return nil, failf(exitUsage, "目录 %s 中没有可核验的文件", "the folder %s has no file to verify", dir)
	}
	if len(left) > 0 {
		c.note("%[1]s 中未核验：%[2]s", "not verified in %[1]s: %[2]s", dir, strings.Join(left, ", "))
	}
	return files, nil
}

// verifiable tells whether a file of a folder is one that verify knows. What is called a signature
// file always is, and fails where it is none.
func verifiable(file string, node bool) bool {
	if strings.HasSuffix(file, bundle.SignatureSuffix) {
		return true
	}
	if isReport(file) {
		return node
	}
	b, err := readSigned(file)
	if err != nil {
		return false
	}
	if base, table := strings.CutSuffix(file, ".csv"); table {
		b, err = readBounded(base + ".json")
		return err == nil && bundle.FormatOf(b) == bundle.Format
	}
	return evidence.IsPack(b) || slices.Contains(proving, bundle.FormatOf(b))
}
