package app_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/internal/app"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// A new era comes by a file; the program does not start on a wrong one, nor
// without the one that is named.
func TestAnEraComesByAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	eras := filepath.Join(dir, "eras.tsv")
	write := func(text string) {
		if err := os.WriteFile(eras, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := app.ReadSettings(file(t, "eras: "+eras+"\nlisten: 127.0.0.1:0\ndata: "+dir+"\n", 0o600))
	if err != nil {
		t.Fatal(err)
	}
	serve := func() error {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		return app.Serve(ctx, app.Config{Settings: s, Log: slog.New(slog.DiscardHandler), Told: func(string) { stop() }})
	}
	if err := serve(); kernel.CodeOf(err) != "config_unreadable" {
		t.Errorf("no file: %v", err)
	}
	write("# later than all others\nZ\t後\t後\t\tsoon\n")
	if err := serve(); kernel.CodeOf(err) != "era_table" {
		t.Errorf("a wrong line: %v", err)
	}
	write("Z\t後来\t後\t\t2198-04-01\n")
	if err := serve(); err != nil {
		t.Fatal(err)
	}
	if d, p := jp.ParseDate("後来2年1月1日", jp.DateOptions{}); p != nil || d.String() != "2199-01-01" {
		t.Error(d, p)
	}
}
