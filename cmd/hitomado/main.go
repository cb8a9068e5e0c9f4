// Command hitomado is the whole product: the server, the demo and the
// operator's commands.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/hitomado/hitomado/internal/app"
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the program for an office."`
	Demo    demoCmd    `cmd:"" help:"Show a living sample city; nothing in it is real."`
	User    userCmd    `cmd:"" help:"Manage people."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this program's schema and end."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one encrypted, verified file while everything runs."`
	Restore restoreCmd `cmd:"" help:"Bring a backup to an empty place, on either engine."`
	Doctor  doctorCmd  `cmd:"" help:"Examine everything and say what to do."`
	Record  recordCmd  `cmd:"" help:"Check and prove the record."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

type serveCmd struct {
	where
	Listen string   `help:"Address to listen on (127.0.0.1:8080); only this machine unless told otherwise." env:"HITOMADO_LISTEN"`
	Rate   *float64 `help:"Requests a second that one account may make at each node (300); 0 is no limit." env:"HITOMADO_RATE"`
}

// Run serves until the program is told to stop.
func (c *serveCmd) Run(ctx context.Context) error {
	app.Unhurried()
	runtime.UnlockOSThread() // init's
	set, err := c.settings()
	if err != nil {
		return err
	}
	if c.Listen != "" {
		set.Listen = c.Listen
	}
	if c.Rate != nil {
		set.Rate = *c.Rate
	}
	return app.Serve(ctx, app.Config{Settings: set, Log: logger(), Told: func(url string) { fmt.Printf("Hitomado listens on %s\n", url) }})
}

type migrateCmd struct{ where }

// Run migrates and ends.
func (c *migrateCmd) Run(ctx context.Context) error {
	h, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	return h.Close()
}

type versionCmd struct{}

// Run prints the version the binary was built from.
func (versionCmd) Run() error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	fmt.Println("hitomado", version)
	return nil
}

func logger() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

// init keeps main on the first thread: what whoever started this process wished
// for it, such as a signal when he dies, is that thread's, and only stays when
// app.Unhurried begins anew from there.
func init() { runtime.LockOSThread() }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k := kong.Parse(&cli{}, kong.Name("hitomado"), kong.Description("ひとまど — one counter for every errand."), kong.UsageOnError())
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(); err != nil {
		k.FatalIfErrorf(spoken(err))
	}
}
