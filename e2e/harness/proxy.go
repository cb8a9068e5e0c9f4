package harness

import (
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy is a network that can be cut, slowed and stopped, between a program
// and what it talks to.
type Proxy struct {
	network, to string
	l           net.Listener

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	cut   bool
	delay time.Duration
	dam   chan struct{} // closed when bytes may flow; nil: they do

	refused, delayed atomic.Int64
}

// NewProxy listens at from and forwards to to, both addresses of network: "tcp"
// or "unix".
func NewProxy(network, from, to string) (*Proxy, error) {
	l, err := net.Listen(network, from)
	if err != nil {
		return nil, err
	}
	if network == "unix" {
		_ = os.Chmod(from, 0o777) //nolint:gosec // a test's socket in a folder of its own
	}
	p := &Proxy{network: network, to: to, l: l, conns: map[net.Conn]struct{}{}}
	go p.accept()
	return p, nil
}

// Address is where the proxy listens.
func (p *Proxy) Address() string { return p.l.Addr().String() }

// Close ends the proxy and every connection.
func (p *Proxy) Close() {
	_ = p.l.Close()
	p.Cut()
}

// Cut ends every connection and refuses new ones until Mend.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for c := range p.conns {
		_ = c.Close()
	}
}

// Slow holds every piece of data for d until Mend.
func (p *Proxy) Slow(d time.Duration) { p.mu.Lock(); defer p.mu.Unlock(); p.delay = d }

// Hang lets nothing through until Mend, and ends no connection.
func (p *Proxy) Hang() { p.mu.Lock(); defer p.mu.Unlock(); p.dam = make(chan struct{}) }

// Mend lets everything through again.
func (p *Proxy) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut, p.delay = false, 0
	if p.dam != nil {
		close(p.dam)
		p.dam = nil
	}
}

// Hurt counts connections refused or cut off and pieces of data delayed.
func (p *Proxy) Hurt() int64 { return p.refused.Load() + p.delayed.Load() }

func (p *Proxy) accept() {
	for {
		c, err := p.l.Accept()
		if err != nil {
			return
		}
		go p.join(c)
	}
}

func (p *Proxy) join(c net.Conn) {
	out, err := net.Dial(p.network, p.to)
	if err != nil || !p.hold(c, out) {
		p.refused.Add(1)
		_ = c.Close()
		if err == nil {
			_ = out.Close()
		}
		return
	}
	done := make(chan struct{}, 2)
	go func() { p.copy(out, c); done <- struct{}{} }()
	go func() { p.copy(c, out); done <- struct{}{} }()
	<-done
	_, _ = c.Close(), out.Close()
	<-done
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
	delete(p.conns, out)
}

func (p *Proxy) hold(cs ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range cs {
		if !p.cut {
			p.conns[c] = struct{}{}
		}
	}
	return !p.cut
}

func (p *Proxy) copy(to io.Writer, from io.Reader) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			p.wait()
			if _, werr := to.Write(buf[:n]); werr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *Proxy) wait() {
	p.mu.Lock()
	d, dam := p.delay, p.dam
	p.mu.Unlock()
	if d > 0 {
		p.delayed.Add(1)
		time.Sleep(d)
	}
	if dam != nil {
		p.delayed.Add(1)
		<-dam
	}
}
