package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func TestFlagsGoBeforeTheFileAndTheFileBeforeTheDefault(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(path, []byte("city: 見本市\nlisten: 127.0.0.1:9\nimages: {endpoint: 'https://s3.test', bucket: b}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HITOMADO_S3_SECRET_KEY", "from the environment")
	s, err := where{Config: path, Data: filepath.Join(dir, "elsewhere")}.settings()
	if err != nil {
		t.Fatal(err)
	}
	if s.City != "見本市" || s.Data != filepath.Join(dir, "elsewhere") || s.Images.SecretKey != "from the environment" || s.Listen != "127.0.0.1:9" {
		t.Errorf("%#v", s)
	}
	if s, err = (where{Data: dir, City: "別の市"}).settings(); err != nil || s.City != "別の市" || s.Listen != "127.0.0.1:8080" {
		t.Errorf("%#v %v", s, err)
	}
}

func TestOperatorsAreToldWhatToDo(t *testing.T) {
	t.Setenv("HITOMADO_LANG", "")
	said := spoken(kernel.E(kernel.Conflict, "database_newer", "version", 99)).Error()
	if !strings.Contains(said, "99") || !strings.Contains(said, "新しい版のプログラムで") || !strings.Contains(said, "database_newer") {
		t.Errorf("%s", said)
	}
}

func TestTheDoctorSaysCausesInWords(t *testing.T) {
	t.Parallel()
	if said := causeInWords("ja", []any{"code", "images_unavailable"}); strings.Contains(said[1].(string), "_") || strings.HasSuffix(said[1].(string), "。") {
		t.Errorf("%v", said)
	}
	if said := causeInWords("ja", []any{"gb", 3, "percent", 4}); len(said) != 4 {
		t.Errorf("%v", said)
	}
}
