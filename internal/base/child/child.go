// Package child runs another program as a child that never outlives the
// process that started it: the test harness's servers.
package child

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// Process is a running program.
type Process struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

// Start runs cmd, whose words are added to the file log, and waits up to 30
// seconds until ready. The program gets cmd.SysProcAttr.Pdeathsig, SIGKILL when
// none is set, when the starting process ends in whatever way. On an error it
// is gone.
func Start(ctx context.Context, cmd *exec.Cmd, log string, ready func(context.Context) bool) (*Process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	cmd.Stdout, cmd.Stderr = out, out
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	if cmd.SysProcAttr.Pdeathsig == 0 {
		cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	}
	p := &Process{cmd: cmd, log: log, done: make(chan struct{})}
	started := make(chan error)
	go p.hold(started)
	if err := <-started; err != nil {
		return nil, err
	}
	if err := p.await(ctx, ready); err != nil {
		p.Kill()
		return nil, err
	}
	return p, nil
}

// hold starts the process from a thread that lives as long as the process:
// the kernel sends the parent-death signal when the starting thread ends.
func (p *Process) hold(started chan<- error) {
	runtime.LockOSThread()
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait()
	}
	close(p.done)
}

func (p *Process) await(ctx context.Context, ready func(context.Context) bool) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if ready(ctx) {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("%s ended at start:\n%s", p.cmd.Path, p.tail())
		case <-ctx.Done():
			return fmt.Errorf("%s did not answer: %w\n%s", p.cmd.Path, ctx.Err(), p.tail())
		case <-tick.C:
		}
	}
}

// tail is the end of what the program wrote.
func (p *Process) tail() string {
	out, _ := os.ReadFile(p.log)
	return string(out[max(0, len(out)-4000):])
}

// Pid is the process id, for metering and fault runs.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Kill ends the process at once, as a crash would, with its group when it leads
// one, and returns when it is gone.
func (p *Process) Kill() {
	if p.cmd.SysProcAttr.Setpgid {
		_ = syscall.Kill(-p.Pid(), syscall.SIGKILL)
	} else {
		_ = p.cmd.Process.Kill()
	}
	<-p.done
}

// Stop asks the process by a signal to end in order, and after ten seconds ends
// it by force.
func (p *Process) Stop(order syscall.Signal) {
	_ = p.cmd.Process.Signal(order)
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
		p.Kill()
	}
}

// FreeAddress finds a loopback address that nobody listens on.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}

// Listens tells whether somebody listens at a TCP address.
func Listens(ctx context.Context, address string) bool {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}
