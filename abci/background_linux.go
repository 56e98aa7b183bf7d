package abci

import (
	"runtime"
	"syscall"
)

// behind is how far the pass of a settlement stands back: a tenth of a processor that blocks want,
// all of one that nobody wants.
const behind = 10

// stepBack gives the rest of this goroutine a thread of its own that yields to those that make
// blocks. The thread ends with the goroutine. Without the right to do so nothing changes.
func stepBack() {
	runtime.LockOSThread()
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, behind)
}
