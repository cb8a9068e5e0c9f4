package app

import (
	"crypto/tls"
	"crypto/x509"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
)

// soon is how long before its end a certificate should be renewed.
const soon = 30 * 24 * time.Hour

// CheckCertificate looks at the certificate of the settings; without one there
// is nothing to say.
func CheckCertificate(s Settings, now time.Time) []hall.Check {
	if s.TLS.Certificate == "" {
		return nil
	}
	path := s.in(s.TLS.Certificate, "")
	pair, err := tls.LoadX509KeyPair(path, s.in(s.TLS.Key, ""))
	var leaf *x509.Certificate
	if err == nil {
		leaf, err = x509.ParseCertificate(pair.Certificate[0])
	}
	if err != nil {
		return []hall.Check{{Code: "certificate_unusable", Level: hall.Bad, Args: []any{"path", path}}}
	}
	end := []any{"at", leaf.NotAfter.In(kernel.Tokyo).Format(time.DateOnly), "path", path}
	switch {
	case now.After(leaf.NotAfter):
		return []hall.Check{{Code: "certificate_over", Level: hall.Bad, Args: end}}
	case now.Add(soon).After(leaf.NotAfter):
		return []hall.Check{{Code: "certificate_soon", Level: hall.Warn, Args: end}}
	}
	return []hall.Check{{Code: "certificate", Level: hall.Well, Args: end}}
}
