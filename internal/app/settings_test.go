package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/app"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func file(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hitomado.yaml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFileMayLeaveOutWhatHasADefault(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "# nothing yet\n", "city: 見本市\n"} {
		path := file(t, text, 0o644)
		s, err := app.ReadSettings(path)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		o := s.Options()
		if dir := filepath.Join(filepath.Dir(path), "data"); s.Listen != "127.0.0.1:8080" || o.Dir != dir ||
			o.Images != filepath.Join(dir, "blobs") || o.MasterKey != filepath.Join(dir, "master.key") || o.Database != "" || o.Bucket.Endpoint != "" {
			t.Errorf("%q: %+v", text, o)
		}
	}
}

func TestAFileNamesEverything(t *testing.T) {
	t.Parallel()
	s, err := app.ReadSettings(file(t, `
city: 見本市
listen: 0.0.0.0:8443
data: /srv/hitomado
database:
  url: postgres://service@db/hitomado
  migrate_url: postgres://owner@db/hitomado
images:
  endpoint: https://images.example:9000
  bucket: pages
  access_key: a
  secret_key: b
  ca: ca.pem
keys:
  master: /etc/hitomado/master.key
tls:
  certificate: tls.crt
  key: tls.key
`, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	o := s.Options()
	if o.Owner != "postgres://owner@db/hitomado" || o.Bucket.Bucket != "pages" || o.Bucket.CA != "/srv/hitomado/ca.pem" ||
		o.MasterKey != "/etc/hitomado/master.key" || s.Listen != "0.0.0.0:8443" {
		t.Errorf("%+v", o)
	}
	if strings.Contains(s.String(), "secret") || strings.Contains(s.String(), "service@db") {
		t.Error("settings print their secrets")
	}
}

func TestAFileThatCannotBeMeantIsRefused(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		"lissten: 0.0.0.0:80\n":                             "config_invalid",
		"city: [a\n":                                        "config_invalid",
		"tls: {certificate: a.pem}\n":                       "config_invalid",
		"database: {url: postgres://u:pw@db/h}\n":           "config_exposed",
		"images: {endpoint: 'https://s3', secret_key: x}\n": "config_exposed",
	} {
		if _, err := app.ReadSettings(file(t, text, 0o644)); kernel.CodeOf(err) != code {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
	if _, err := app.ReadSettings(filepath.Join(t.TempDir(), "none.yaml")); kernel.CodeOf(err) != "config_unreadable" {
		t.Errorf("a missing file: %v", err)
	}
}
