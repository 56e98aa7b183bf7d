package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// storyFiles turns arguments into files: a folder stands for its .yaml files, a folder followed by
// /... for those of the folders below it as well, each in the order of the names.
func storyFiles(args []string) (files []string, err error) {
	for _, arg := range args {
		root, deep := strings.CutSuffix(arg, "/...")
		info, err := os.Stat(root)
		switch {
		case err != nil && deep:
			return nil, unreadable(root, err)
		case err != nil || !info.IsDir():
			files = append(files, arg) // reading it says what is wrong with it
			continue
		}
		found, err := storiesIn(root, deep)
		if err != nil {
			return nil, unreadable(root, err)
		}
		if len(found) == 0 {
			return nil, failf(exitNotFound, "%[1]s 中没有情景文件", "no scenario files in %[1]s", root)
		}
		files = append(files, found...)
	}
	return files, nil
}

func storiesIn(root string, deep bool) (files []string, err error) {
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path != root && !deep:
			return fs.SkipDir
		case !e.IsDir() && filepath.Ext(path) == ".yaml":
			files = append(files, path)
		}
		return nil
	})
	return files, err
}
