package faults

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// tracer is a running strace that injects into another process.
type tracer struct {
	cmd *exec.Cmd
	out string
}

// straceWorks tells whether this machine permits tracing, tried once.
var straceWorks = sync.OnceValue(func() bool {
	sleeper := exec.Command("sleep", "5") //nolint:noctx // ended below
	if sleeper.Start() != nil {
		return false
	}
	defer func() { _ = sleeper.Process.Kill(); _ = sleeper.Wait() }()
	tr, err := attach("fsync", "error=EIO", sleeper.Process.Pid)
	if err != nil {
		return false
	}
	tr.detach()
	return true
})

// attach injects what into the system calls of every thread of some processes
// and of those that they start.
func attach(calls, what string, pids ...int) (*tracer, error) {
	f, err := os.CreateTemp("", "hitomado-strace-")
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	tr := &tracer{out: f.Name()}
	args := []string{"-f", "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + what, "-o", tr.out}
	for _, pid := range pids {
		args = append(args, "-p", strconv.Itoa(pid))
	}
	tr.cmd = exec.Command("strace", args...) //nolint:gosec,noctx // the harness's own words
	var words safeBuffer
	tr.cmd.Stderr = &words
	if err := tr.cmd.Start(); err != nil {
		_ = os.Remove(tr.out)
		return nil, err
	}
	for range 500 {
		said := words.bytes()
		// A server's process may end between being listed and being traced;
		// of one that is just ending strace says that it is not permitted.
		on, refused := bytes.Count(said, []byte("attached")), bytes.Count(said, []byte("attach: ptrace("))
		if on > 0 && on+refused >= len(pids) {
			return tr, nil
		}
		if refused >= len(pids) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	tr.detach()
	return nil, fmt.Errorf("strace does not attach: %s", words.bytes())
}

// hits counts the calls that were injected into.
func (tr *tracer) hits() int {
	raw, _ := os.ReadFile(tr.out)
	return bytes.Count(raw, []byte("INJECTED")) + bytes.Count(raw, []byte("DELAYED"))
}

// detach lets the process go on as it is.
func (tr *tracer) detach() {
	_ = tr.cmd.Process.Signal(syscall.SIGINT)
	_ = tr.cmd.Wait()
	_ = os.Remove(tr.out)
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.b.Bytes())
}
