package app

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/hall"
)

// The doctor names a certificate that ends soon, is over or is none, with what
// to do.
func TestTheDoctorLooksAtTheCertificate(t *testing.T) {
	t.Parallel()
	if got := CheckCertificate(Settings{}, time.Now()); len(got) != 0 {
		t.Errorf("no certificate, and yet %v", got)
	}
	var s Settings
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	s.TLS.Certificate, s.TLS.Key = issue(t, t.TempDir(), 1, at) // for an hour
	for code, now := range map[string]time.Time{"certificate": at.Add(-60 * 24 * time.Hour), "certificate_soon": at, "certificate_over": at.Add(2 * time.Hour)} {
		looksLike(t, CheckCertificate(s, now), code)
	}
	put(t, s.TLS.Key, []byte("no key"), at)
	looksLike(t, CheckCertificate(s, at), "certificate_unusable")
}

func looksLike(t *testing.T, got []hall.Check, code string) {
	t.Helper()
	if len(got) != 1 || got[0].Code != code {
		t.Fatalf("%v, want %s", got, code)
	}
	if !texts.Has("doctor."+code) || got[0].Level != hall.Well && !texts.Has("doctor."+code+".do") {
		t.Errorf("no words for %s", code)
	}
}
