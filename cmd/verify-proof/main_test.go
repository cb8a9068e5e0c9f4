package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/office"
)

func TestTheAuditorSeesWhatIsProven(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h, err := hall.Open(t.Context(), hall.Options{Dir: dir, City: "みほん市"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = h.Close() }()
	if err := h.Offices.Add(t.Context(), kernel.SystemActor, office.Office{ID: "chuo", Kind: "area", Name: "中央", Mark: "中央"}, nil); err != nil {
		t.Fatal(err)
	}
	id, err := h.Visits.Arrive(t.Context(), kernel.Actor{ID: "clerk", Office: "chuo", Grants: []kernel.Grant{{Role: "clerk", Office: "chuo"}}}, visit.Arrival{Office: "chuo"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Seals.All(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := h.Seals.Prove(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	good := write(t, dir, p)
	var out bytes.Buffer
	if err := check(filepath.Join(dir, "seal.key.pub"), good, &out); err != nil || !strings.Contains(out.String(), "PROVEN: 1 events") || !strings.Contains(out.String(), "visit.arrived") || strings.Count(out.String(), "+09:00") != 2 {
		t.Errorf("%v\n%s", err, out.String())
	}
	p.Events[0].Event.Actor = "somebody"
	if err := check(filepath.Join(dir, "seal.key.pub"), write(t, dir, p), &out); err == nil || !strings.Contains(err.Error(), "NOT PROVEN") {
		t.Errorf("a changed proof: %v", err)
	}
}

func write(t *testing.T, dir string, p any) string {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "proof.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
