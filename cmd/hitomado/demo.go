package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/app"
	"github.com/hitomado/hitomado/internal/insight/twin"
)

type demoCmd struct {
	Listen string  `help:"Loopback address to listen on." default:"127.0.0.1:8080"`
	Speed  float64 `help:"How fast the day goes: 1 is real time, 0 stands still." default:"6"`
	Data   string  `help:"Folder to keep the sample city in; empty is a temporary one." type:"path"`
	Seed   uint64  `help:"Seed of the day's visitors." default:"1"`
	Day    string  `help:"Which day the city lives: ordinary or peak." enum:"ordinary,peak" default:"ordinary"`
	Inner  bool    `help:"Run the city itself, without anybody to start it again." hidden:""`
}

// Run shows the sample city until the program is told to stop. Its power can
// be cut from the first page: the city then runs in a process of its own,
// which this one starts again.
func (c *demoCmd) Run(ctx context.Context) error {
	if c.Inner {
		return c.live(ctx)
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "hitomado-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		c.Data = dir
	}
	return c.supervise(ctx)
}

// dark is how long the city stays without power, so that people see it.
const dark = 2 * time.Second

// The city's process ends with one of these when another day was asked for.
var dayCodes = map[twin.Kind]int{twin.Ordinary: 80, twin.Peak: 81}

// live is the city's own process. It ends with whoever started it: their end
// of its standard input closes, however they ended.
func (c *demoCmd) live(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	err := app.Demo(ctx, app.DemoConfig{Listen: c.Listen, Speed: c.Speed, Data: c.Data, Day: twin.Kind(c.Day), Seed: c.Seed, Log: logger(),
		Supervised: true, Told: func(url string) { fmt.Println(url) }})
	if next, ok := errors.AsType[*app.NextDay](err); ok {
		os.Exit(dayCodes[next.Day])
	}
	return err
}

func (c *demoCmd) supervise(ctx context.Context) error {
	told := false
	for {
		code, killed, err := c.once(ctx, &told)
		switch {
		case ctx.Err() != nil:
			return nil
		case killed:
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(dark):
			}
			continue
		}
		next := c.Day
		for day, its := range dayCodes {
			if code == its {
				next = string(day)
			}
		}
		if code != dayCodes[twin.Kind(next)] {
			if code > 0 { // it has said why
				os.Exit(code)
			}
			return err
		}
		c.Day = next
		if err := os.RemoveAll(c.city()); err != nil {
			return err
		}
	}
}

// once runs the city's process to its end. The address it found is kept, so
// that the next one listens where people's windows look.
func (c *demoCmd) once(ctx context.Context, told *bool) (code int, killed bool, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, false, err
	}
	inner := exec.Command(self, "demo", "--inner", "--listen", c.Listen, "--speed", fmt.Sprint(c.Speed), "--data", c.city(),
		"--seed", fmt.Sprint(c.Seed), "--day", c.Day)
	inner.Stderr = os.Stderr
	out, err := inner.StdoutPipe()
	if err != nil {
		return 0, false, err
	}
	in, err := inner.StdinPipe()
	if err != nil {
		return 0, false, err
	}
	stop := context.AfterFunc(ctx, func() { _ = in.Close() })
	defer stop()
	if err := inner.Start(); err != nil {
		return 0, false, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		c.Listen = strings.TrimPrefix(lines.Text(), "http://")
		if !*told {
			*told = true
			fmt.Printf("\n  ひとまど デモ / Hitomado demo\n  http://%s/demo\n\n  Ctrl+C ends it.\n", c.Listen)
		}
	}
	err = inner.Wait()
	_ = in.Close()
	code = inner.ProcessState.ExitCode()
	return code, code == -1, err
}

// city is the folder of the city itself, the only thing another day removes.
func (c *demoCmd) city() string { return filepath.Join(c.Data, "city") }
