package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// written is the one form of every file: two spaces of indent, no HTML escapes, a newline at the
// end.
func written(file any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(file); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// readAs reads a file of a format strictly. What it accepts still has to be the one form.
func readAs(b []byte, format string, into any) *Fault {
	if fault := bounded(b); fault != nil {
		return fault
	}
	if f := FormatOf(b); f != format {
		return faultf("file.format", "文件格式为 %[1]q，不是 %[2]s", "the file's format is %[1]q, not %[2]s",
			f, format)
	}
	if err := wire.FromJSON(b, into); err != nil {
		return faultf("file.json", "文件内容不合格式：%[1]s", "the file is not in its format: %[1]s",
			strings.TrimPrefix(err.Error(), wire.ErrEncoding.Error()+": "))
	}
	return nil
}

func bounded(b []byte) *Fault {
	if len(b) > MaxBytes {
		return faultf("file.size", "文件有 %[1]d 字节，超过 %[2]d 字节", "the file has %[1]d bytes, above %[2]d",
			len(b), MaxBytes)
	}
	return nil
}

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
