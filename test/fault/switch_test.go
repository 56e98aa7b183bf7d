package fault

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// link is what the way from one port of an exchange to another does to packets. The zero link lets
// all of them pass at once. These links need no qdisc, which kernels may be built without, and each
// direction of each pair has its own.
type link struct {
	cut    bool
	delay  time.Duration
	jitter time.Duration // the delay differs by up to so much either way
	loss   int           // packets of a thousand that are lost
	rate   int           // bits per second; 0: any
}

// backlog is how long a packet waits for its turn at most. One that would wait longer is lost, as a
// router with a full queue loses it.
const backlog = 400 * time.Millisecond

// way leads from one port to another. No packet on it overtakes another.
type way struct {
	link
	free time.Time // when the rate has room again
	last time.Time // when the packet before arrives
	on   chan parcel
	lost int
}

type parcel struct {
	due time.Time
	raw []byte
}

// exchange carries the packets of its ports, each a TUN device, to the ports of their addresses.
// The devices are gone with the process, whatever ends it.
type exchange struct {
	ports map[netip.Addr]int
	tuns  []*os.File
	ended chan struct{}
	all   sync.WaitGroup

	mu     sync.Mutex
	random *rand.Rand
	ways   [][]*way
	passed int
}

// newExchange joins devices, each with the address of its end. It draws from random here alone.
func newExchange(random *rand.Rand, tuns []*os.File, addrs []netip.Addr) *exchange {
	x := &exchange{ports: map[netip.Addr]int{}, tuns: tuns, ended: make(chan struct{}),
		random: rand.New(rand.NewPCG(random.Uint64(), 0)), ways: make([][]*way, len(tuns))}
	for i := range tuns {
		x.ports[addrs[i]] = i
		for j := range tuns {
			w := &way{on: make(chan parcel, 1024)}
			x.ways[i] = append(x.ways[i], w)
			if i != j {
				x.all.Go(func() { x.deliver(w, tuns[j]) })
			}
		}
	}
	for i := range tuns {
		x.all.Go(func() { x.listen(i) })
	}
	return x
}

// close ends the exchange and its devices.
func (x *exchange) close() error {
	close(x.ended)
	var errs []error
	for _, t := range x.tuns {
		errs = append(errs, t.Close())
	}
	x.all.Wait()
	return errors.Join(errs...)
}

// listen takes what comes in at a port.
func (x *exchange) listen(from int) {
	buf := make([]byte, 1<<16)
	for {
		n, err := x.tuns[from].Read(buf)
		if err != nil {
			return // closed
		}
		if n < 20 || buf[0]>>4 != 4 {
			continue // no IPv4: a kernel greets its neighbours in IPv6
		}
		to, ok := x.ports[netip.AddrFrom4([4]byte(buf[16:20]))]
		if ok && to != from {
			x.pass(from, to, bytes.Clone(buf[:n]))
		}
	}
}

// pass decides what becomes of a packet.
func (x *exchange) pass(from, to int, raw []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	w, now := x.ways[from][to], time.Now()
	if w.cut || x.random.IntN(1000) < w.loss {
		w.lost++
		return
	}
	due := now
	if w.rate > 0 {
		if w.free.Before(now) {
			w.free = now
		}
		if w.free.Sub(now) > backlog {
			w.lost++
			return
		}
		w.free = w.free.Add(time.Duration(len(raw)*8) * time.Second / time.Duration(w.rate))
		due = w.free
	}
	due = due.Add(w.delay)
	if w.jitter > 0 {
		due = due.Add(between(x.random, -w.jitter, w.jitter))
	}
	if due.Before(w.last) {
		due = w.last
	}
	w.last = due
	select {
	case w.on <- parcel{due, raw}:
		x.passed++
	default:
		w.lost++
	}
}

// deliver hands over the packets of a way when they are due.
func (x *exchange) deliver(w *way, to *os.File) {
	for {
		select {
		case <-x.ended:
			return
		case p := <-w.on:
			if wait := time.Until(p.due); wait > 0 {
				select {
				case <-x.ended:
					return
				case <-time.After(wait):
				}
			}
			_, _ = to.Write(p.raw) // fails when the device is closed
		}
	}
}

// set gives the ways from some ports to others a link.
func (x *exchange) set(l link, from, to []int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, i := range from {
		for _, j := range to {
			if i != j {
				x.ways[i][j].link = l
			}
		}
	}
}

// counts tells how many packets were carried and how many lost since it was last asked.
func (x *exchange) counts() (passed, lost int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, row := range x.ways {
		for _, w := range row {
			lost += w.lost
			w.lost = 0
		}
	}
	passed, x.passed = x.passed, 0
	return passed, lost
}

// tun makes a network device in the network namespace of the calling thread. Packets that the
// kernel routes to it are read from the file, and what is written to the file arrives from it.
func tun(name string) (*os.File, error) {
	const at = "/dev/net/tun"
	fd, err := syscall.Open(at, syscall.O_RDWR|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: at, Err: err}
	}
	var ask struct { // ifreq
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}
	copy(ask.name[:syscall.IFNAMSIZ-1], name)
	ask.flags = syscall.IFF_TUN | syscall.IFF_NO_PI
	if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TUNSETIFF,
		uintptr(unsafe.Pointer(&ask))); no != 0 {
		return nil, errors.Join(&os.PathError{Op: "make " + name + " by", Path: at, Err: no},
			syscall.Close(fd))
	}
	return os.NewFile(uintptr(fd), at), nil
}

// space is a network namespace without a name: a thread holds it, and the processes which that
// thread started. It is gone with them, whatever ends them.
type space struct {
	work chan func()
	over chan struct{}
}

func newSpace() (*space, error) {
	s := &space{work: make(chan func()), over: make(chan struct{})}
	born := make(chan error, 1)
	go s.live(born)
	return s, <-born
}

// live never unlocks its thread, which therefore ends with it. The main thread does not end, and
// /proc/self shows the namespace it is in, so that another is taken.
func (s *space) live(born chan<- error) {
	runtime.LockOSThread()
	if syscall.Gettid() == os.Getpid() {
		go s.live(born)
		<-s.over
		runtime.UnlockOSThread()
		return
	}
	defer close(s.over)
	err := syscall.Unshare(syscall.CLONE_NEWNET)
	if born <- err; err != nil {
		return
	}
	for f := range s.work {
		f()
	}
}

// in runs f in the namespace. A process that it starts lives there.
func (s *space) in(f func() error) error {
	done := make(chan error, 1)
	s.work <- func() { done <- f() }
	return <-done
}

// close ends the thread, and with it every process that was to end with its parent.
func (s *space) close() {
	close(s.work)
	<-s.over
}
