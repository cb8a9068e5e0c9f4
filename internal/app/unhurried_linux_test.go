package app

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The program begins anew once, as the same process with the same output, and
// every thread it has is unhurried; told otherwise it stays as it is.
func TestThreadsAreUnhurried(t *testing.T) {
	if os.Getenv("UNHURRIED_INNER") != "" {
		Unhurried()
		all := make(chan bool)
		for range 8 {
			go func() { all <- told() == slack }()
		}
		n := 0
		for range 8 {
			if <-all {
				n++
			}
		}
		fmt.Printf("process %d, %d unhurried, %q\n", os.Getpid(), n, os.Getenv(hurry))
		return
	}
	t.Parallel()
	for _, c := range []struct {
		env, variable string
		n             int
	}{{"", "told", 8}, {hurry + "=usual", "usual", 0}} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestThreadsAreUnhurried$") //nolint:noctx // it ends by itself
		cmd.Env = append(os.Environ(), "UNHURRIED_INNER=1")
		if c.env != "" {
			cmd.Env = append(cmd.Env, c.env)
		}
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, os.Stderr
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("process %d, %d unhurried, %q\n", cmd.Process.Pid, c.n, c.variable); !strings.Contains(out.String(), want) {
			t.Errorf("%q, want %q", out.String(), want)
		}
	}
}
