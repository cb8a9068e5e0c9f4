package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
)

// Settings is the configuration file: everything a program needs to know that
// is not data of the municipality. A line that is left out has its default, so
// a newer program runs on an older file; a line nobody knows is refused, so
// that a misspelt one is not silently without effect.
type Settings struct {
	City   string  `yaml:"city"`   // name of the municipality on screens and papers
	Listen string  `yaml:"listen"` // host:port
	Rate   float64 `yaml:"rate"`   // requests a second that one account may make at each node; 0 is no limit
	// MetricsToken opens /metrics to its bearer; empty: the machine itself only.
	MetricsToken string           `yaml:"metrics_token"`
	Data         string           `yaml:"data"`     // folder; relative paths below are relative to it
	Database     DatabaseSettings `yaml:"database"` // empty: SQLite in the folder
	Images       ImageSettings    `yaml:"images"`   // empty: the folder "blobs" in the folder
	Keys         KeySettings      `yaml:"keys"`
	TLS          TLSSettings      `yaml:"tls"`  // empty: plain HTTP
	Eras         string           `yaml:"eras"` // file of eras that came after this program; empty: none
}

// DatabaseSettings name a PostgreSQL database. With MigrateURL, the owner's
// address, the service itself runs as a role that may only add to the journal.
type DatabaseSettings struct {
	URL        string `yaml:"url"`
	MigrateURL string `yaml:"migrate_url"`
}

// ImageSettings are a folder, or a bucket when there is an endpoint.
type ImageSettings struct {
	Dir       string `yaml:"dir"`
	Endpoint  string `yaml:"endpoint"`
	Bucket    string `yaml:"bucket"`
	Prefix    string `yaml:"prefix"`
	Region    string `yaml:"region"`
	AccessKey string `yaml:"access_key"`
	SecretKey string `yaml:"secret_key"`
	CA        string `yaml:"ca"`
}

// KeySettings are the secret files, which no backup holds in the clear.
type KeySettings struct {
	Master   string `yaml:"master"`    // wraps the secrets of applications; default master.key
	Seal     string `yaml:"seal"`      // signs the record; default seal.key, its public half in seal.key.pub
	LastSeal string `yaml:"last_seal"` // where the last seal is kept outside the database; default last.seal
	Erased   string `yaml:"erased"`    // list of what was erased, for restoring older backups; default erased.list
}

// TLSSettings are a certificate chain and its key, PEM files; they are read
// again when they change.
type TLSSettings struct {
	Certificate string `yaml:"certificate"`
	Key         string `yaml:"key"`
}

// DefaultSettings are those of a program that was told nothing.
func DefaultSettings() Settings {
	return Settings{City: "みほん市", Listen: "127.0.0.1:8080", Rate: 300, Data: "data"}
}

// ReadSettings reads a configuration file over the defaults. A relative data
// folder is relative to the file. Errors: config_unreadable, config_invalid
// (with the place), config_exposed when it holds a secret others may read.
func ReadSettings(path string) (Settings, error) {
	s := DefaultSettings()
	raw, err := os.ReadFile(path)
	if err != nil {
		return s, kernel.E(kernel.Invalid, "config_unreadable", "path", path).Because(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&s); err != nil && !errors.Is(err, io.EOF) {
		return s, kernel.E(kernel.Invalid, "config_invalid", "path", path, "why", err.Error()).Because(err)
	}
	if s.TLS.Certificate == "" != (s.TLS.Key == "") {
		return s, kernel.E(kernel.Invalid, "config_invalid", "path", path, "why", "tls: certificate and key go together")
	}
	if info, err := os.Stat(path); err == nil && s.secret() && info.Mode().Perm()&0o007 != 0 {
		return s, kernel.E(kernel.Invalid, "config_exposed", "path", path)
	}
	if !filepath.IsAbs(s.Data) {
		s.Data = filepath.Join(filepath.Dir(path), s.Data)
	}
	return s, nil
}

func (s Settings) secret() bool {
	return s.MetricsToken != "" || s.Images.SecretKey != "" || s.Database.URL != "" || s.Database.MigrateURL != ""
}

// addEras takes the eras of the configured file into the calendar. Errors:
// "config_unreadable", "era_table" (line).
func (s Settings) addEras() error {
	if s.Eras == "" {
		return nil
	}
	path := s.in(s.Eras, "")
	raw, err := os.ReadFile(path)
	if err != nil {
		return kernel.E(kernel.Invalid, "config_unreadable", "path", path).Because(err)
	}
	return jp.AddEras(string(raw))
}

// in is a path of the file: relative ones lie in the data folder, an empty one
// is its default.
func (s Settings) in(path, otherwise string) string {
	if path == "" {
		path = otherwise
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.Data, path)
}

// Options are what the rooms need of the settings.
func (s Settings) Options() hall.Options {
	o := hall.Options{Dir: s.Data, Database: s.Database.URL, Owner: s.Database.MigrateURL, City: s.City, Rate: s.Rate,
		Images: s.in(s.Images.Dir, "blobs"), MasterKey: s.in(s.Keys.Master, "master.key"),
		SealKey: s.in(s.Keys.Seal, "seal.key"), LastSeal: s.in(s.Keys.LastSeal, "last.seal"), Erased: s.in(s.Keys.Erased, "erased.list")}
	if i := s.Images; i.Endpoint != "" {
		o.Bucket = blob.S3Options{Endpoint: i.Endpoint, Bucket: i.Bucket, Prefix: i.Prefix, Region: i.Region, AccessKey: i.AccessKey, SecretKey: i.SecretKey}
		if i.CA != "" {
			o.Bucket.CA = s.in(i.CA, "")
		}
	}
	return o
}

// String shows nothing: settings hold secrets.
func (s Settings) String() string { return fmt.Sprintf("settings of %s", s.Data) }
