package main

import (
	"context"
	"os"

	"github.com/hitomado/hitomado/internal/app"
	"github.com/hitomado/hitomado/internal/hall"
)

// where is what every command that touches an office's data asks. A flag or
// its environment variable goes before the file, the file before the default.
type where struct {
	Config   string `help:"Configuration file (see docs/configuration.md)." type:"path" env:"HITOMADO_CONFIG"`
	Data     string `help:"Folder for the database, images and key (data)." type:"path" env:"HITOMADO_DATA"`
	Database string `help:"PostgreSQL address; empty is SQLite in the data folder." env:"HITOMADO_DATABASE"`
	Owner    string `name:"migrate-url" help:"PostgreSQL address of the schema's owner, when the service runs as another role." env:"HITOMADO_MIGRATE_URL"`
	City     string `help:"Name of the municipality on screens and papers." env:"HITOMADO_CITY"`
}

// settings are the file with what flags and environment say over it. The
// secrets of the bucket may come from the environment alone.
func (w where) settings() (app.Settings, error) {
	s := app.DefaultSettings()
	if w.Config != "" {
		var err error
		if s, err = app.ReadSettings(w.Config); err != nil {
			return s, err
		}
	}
	for _, over := range []struct {
		value string
		to    *string
	}{
		{w.Data, &s.Data}, {w.Database, &s.Database.URL}, {w.Owner, &s.Database.MigrateURL}, {w.City, &s.City},
		{os.Getenv("HITOMADO_S3_ACCESS_KEY"), &s.Images.AccessKey}, {os.Getenv("HITOMADO_S3_SECRET_KEY"), &s.Images.SecretKey},
	} {
		if over.value != "" {
			*over.to = over.value
		}
	}
	return s, nil
}

// open opens the place for a command that does one thing and ends; a new one is made.
func (w where) open(ctx context.Context) (*hall.Hall, app.Settings, error) {
	return w.by(ctx, hall.Open)
}

// look opens a place that must be there already.
func (w where) look(ctx context.Context) (*hall.Hall, app.Settings, error) {
	return w.by(ctx, hall.OpenExisting)
}

func (w where) by(ctx context.Context, open func(context.Context, hall.Options) (*hall.Hall, error)) (*hall.Hall, app.Settings, error) {
	s, err := w.settings()
	if err != nil {
		return nil, s, err
	}
	h, err := open(ctx, s.Options())
	return h, s, err
}
