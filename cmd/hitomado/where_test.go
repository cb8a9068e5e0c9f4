package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
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

// An auditor has a reception number from a list or a slip, and no id.
func TestAProofIsWrittenForAReceptionNumber(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h, err := hall.Open(t.Context(), hall.Options{Dir: dir, City: "みほん市"})
	if err != nil {
		t.Fatal(err)
	}
	clerk := kernel.Actor{ID: "clerk", Office: "chuo", Grants: []kernel.Grant{{Role: "clerk", Office: "chuo"}}}
	if err := h.Offices.Add(t.Context(), kernel.SystemActor, office.Office{ID: "chuo", Kind: "area", Name: "中央", Mark: "中央"}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Staff.Add(t.Context(), kernel.SystemActor, staff.NewPerson{Login: "tamura", Name: "田村 由美", Password: "みほん-窓口-2026", Grants: clerk.Grants}); err != nil {
		t.Fatal(err)
	}
	id, err := h.Visits.Arrive(t.Context(), clerk, visit.Arrival{Office: "chuo"})
	if err != nil {
		t.Fatal(err)
	}
	v, err := h.Visits.Get(t.Context(), clerk, id)
	if err := errors.Join(err, h.Close()); err != nil {
		t.Fatal(err)
	}
	prove := func(name, day, file string) error {
		return (&recordProveCmd{where: where{Data: dir}, Day: day, Visit: name, File: filepath.Join(dir, file)}).Run(t.Context())
	}
	for file, err := range map[string]error{"number.json": prove(v.Reception, "", "number.json"), "day.json": prove(v.Reception, v.Day, "day.json"), "id.json": prove(id, "", "id.json")} {
		raw, missing := os.ReadFile(filepath.Join(dir, file))
		if err != nil || missing != nil || !strings.Contains(string(raw), id) {
			t.Errorf("%s: %v %v", file, err, missing)
		}
	}
	for _, err := range []error{prove("中央 0101-9999", "", "none.json"), prove(v.Reception, "2001-01-01", "none.json")} {
		if kernel.CodeOf(err) != "visit_unknown" {
			t.Errorf("of a visit that never was: %v", err)
		}
	}
}
