package bundle

import (
	"bytes"
	"fmt"
)

// broken, deferred by a verification, makes a fault of a panic: no file may end the verifier.
func broken[R any](r **R, err *error) {
	if p := recover(); p != nil {
		*r, *err = nil, faultf("file.broken", "文件使核验程序出错：%[1]v",
			"the file broke the verifier: %[1]v", fmt.Sprint(p))
	}
}

// unchanged holds a file against what its proof gives, written again: every byte must be the same.
func unchanged(b []byte, encode func() ([]byte, error)) error {
	again, err := encode()
	if err != nil {
		return faultf("file.json", "文件不能重写：%[1]v", "the file cannot be written again: %[1]v", err)
	}
	if at := differs(again, b); at >= 0 {
		return faultf("file.bytes", "文件第 %[1]d 行（第 %[2]d 字节）与证明推出的内容不符",
			"line %[1]d of the file (byte %[2]d) is not what its proof gives",
			bytes.Count(b[:min(at, len(b))], []byte{'\n'})+1, at+1)
	}
	return nil
}

// differs is the first position at which two texts differ, -1 for none.
func differs(a, b []byte) int {
	if bytes.Equal(a, b) {
		return -1
	}
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return len(a)
}
