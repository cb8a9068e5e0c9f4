// Command hitomado is the whole product: the server, the demo and the
// operator's commands.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/hitomado/hitomado/internal/app"
	"github.com/hitomado/hitomado/internal/hall"
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the program for an office."`
	Demo    demoCmd    `cmd:"" help:"Show a living sample city; nothing in it is real."`
	User    userCmd    `cmd:"" help:"Manage people."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this program's schema and end."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

type where struct {
	Data     string `help:"Folder for the database, images and key." default:"data" type:"path" env:"HITOMADO_DATA"`
	Database string `help:"PostgreSQL address; empty is SQLite in the data folder." env:"HITOMADO_DATABASE"`
	City     string `help:"Name of the municipality on screens and papers." default:"みほん市" env:"HITOMADO_CITY"`
}

type serveCmd struct {
	where
	Listen string  `help:"Address to listen on; only this machine unless told otherwise." default:"127.0.0.1:8080" env:"HITOMADO_LISTEN"`
	Rate   float64 `help:"Requests a second that one account may make at each node; 0 is no limit." default:"300" env:"HITOMADO_RATE"`
}

// Run serves until the program is told to stop.
func (c *serveCmd) Run(ctx context.Context) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	return app.Serve(ctx, app.Config{Listen: c.Listen, Data: c.Data, Database: c.Database, City: c.City, Rate: c.Rate, Log: logger(),
		Told: func(url string) { fmt.Printf("Hitomado listens on %s\n", url) }})
}

type demoCmd struct {
	Listen string  `help:"Loopback address to listen on." default:"127.0.0.1:8080"`
	Speed  float64 `help:"How fast the day goes: 1 is real time, 0 stands still." default:"6"`
	Data   string  `help:"Folder to keep the sample city in; empty is a temporary one." type:"path"`
	Seed   uint64  `help:"Seed of the day's visitors." default:"1"`
}

// Run shows the sample city until the program is told to stop.
func (c *demoCmd) Run(ctx context.Context) error {
	return app.Demo(ctx, app.DemoConfig{Listen: c.Listen, Speed: c.Speed, Data: c.Data, Seed: c.Seed, Log: logger(),
		Told: func(url string) {
			fmt.Printf("\n  ひとまど デモ / Hitomado demo\n  %s/demo\n\n  Ctrl+C ends it.\n", url)
		}})
}

type migrateCmd struct{ where }

// Run migrates and ends.
func (c *migrateCmd) Run(ctx context.Context) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	h, err := hall.Open(ctx, hall.Options{Dir: c.Data, Database: c.Database, City: c.City})
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k := kong.Parse(&cli{}, kong.Name("hitomado"), kong.Description("ひとまど — one counter for every errand."), kong.UsageOnError())
	k.BindTo(ctx, (*context.Context)(nil))
	k.FatalIfErrorf(k.Run())
}
