package fault

import (
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"
)

// The exchange does to packets what a link says, in its direction alone, and keeps their order.
func TestExchange(t *testing.T) {
	t.Parallel()
	e := newEnds(t)
	forth := []int{0}
	back := []int{1}
	const many = 100 // what a socket's buffer holds while nobody reads
	whole, _ := e.send(0, link{}, many)
	if len(whole) != many {
		t.Errorf("%d of %d packets arrived", len(whole), many)
	}
	e.exchange.set(broken, forth, back)
	if some, _ := e.send(1, link{}, many); len(some) != many {
		t.Errorf("%d of %d packets came back on a link that is cut the other way", len(some), many)
	}
	if some, _ := e.send(0, broken, many); len(some) != 0 {
		t.Errorf("%d packets passed a cut", len(some))
	}
	if some, _ := e.send(0, link{loss: 300}, many); len(some) < 45 || len(some) > 90 {
		t.Errorf("%d of %d packets passed where 300 in a thousand are lost", len(some), many)
	}
	late := link{delay: 80 * time.Millisecond, jitter: 40 * time.Millisecond}
	seqs, took := e.send(0, late, many)
	if len(seqs) != many || !slices.IsSorted(seqs) {
		t.Errorf("late packets are lost or out of order: %v", seqs)
	}
	if took[0] < late.delay-late.jitter {
		t.Errorf("a late packet arrived after %s", took[0])
	}
	const each = 40 * time.Millisecond // of 500 bytes
	_, took = e.send(0, link{rate: 100_000}, 50)
	for i, after := range took {
		if after < time.Duration(i+1)*each {
			t.Errorf("packet %d of a narrow link arrived after %s", i, after)
		}
	}
	if len(took) < 10 {
		t.Errorf("only %d packets passed a narrow link", len(took))
	}
}

// ends are two network namespaces with an exchange between them, and a socket in each.
type ends struct {
	*spaces
	sockets []*net.UDPConn
}

func newEnds(t *testing.T) *ends {
	t.Helper()
	e := &ends{spaces: &spaces{network: &network{t: t}}}
	t.Cleanup(e.tearDown)
	for i := range 2 {
		one, err := newSpace()
		if err != nil {
			e.cannot(err)
		}
		e.spaces.spaces = append(e.spaces.spaces, one)
		at := netip.AddrFrom4([4]byte{10, 215, 0, byte(i + 1)})
		if err := one.in(func() error {
			if err := e.plug("e0", at); err != nil {
				return err
			}
			c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, 1000)))
			e.sockets = append(e.sockets, c)
			return err
		}); err != nil {
			e.cannot(err)
		}
		t.Cleanup(func() { _ = e.sockets[i].Close() })
	}
	e.exchange = newExchange(dice(t), e.tuns, e.addrs)
	return e
}

// send sends numbered packets of 500 bytes from one end over a link and returns which arrived, and
// how long after the first was sent. A last one, over a link that loses none, tells that all did.
func (e *ends) send(from int, over link, packets int) (seqs []byte, took []time.Duration) {
	e.t.Helper()
	const last = 255
	to := 1 - from
	write := func(number byte) {
		raw := make([]byte, 500-28) // without the headers of IP and UDP
		raw[0] = number
		at := netip.AddrPortFrom(e.addrs[to], 1000)
		if _, err := e.sockets[from].WriteToUDPAddrPort(raw, at); err != nil {
			e.t.Error(err)
		}
	}
	e.exchange.counts()
	e.exchange.set(over, []int{from}, []int{to})
	began := time.Now()
	go func() {
		for i := range packets {
			write(byte(i))
		}
		for seen := 0; seen < packets; time.Sleep(time.Millisecond) {
			passed, lost := e.exchange.counts()
			seen += passed + lost
		}
		e.exchange.set(link{}, []int{from}, []int{to})
		write(last)
	}()
	if err := e.sockets[to].SetReadDeadline(began.Add(startWithin)); err != nil {
		e.t.Fatal(err)
	}
	for buf := make([]byte, 1500); ; {
		if _, err := e.sockets[to].Read(buf); err != nil {
			e.t.Fatal(err)
		}
		if buf[0] == last {
			return seqs, took
		}
		seqs, took = append(seqs, buf[0]), append(took, time.Since(began))
	}
}
