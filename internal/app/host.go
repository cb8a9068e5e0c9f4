package app

import (
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
)

// named refuses requests for a machine of another name. A page of any site can
// have its name point at this machine (DNS rebinding) and would then be taken
// for one of ours by the browser. That matters where the address alone opens a
// door: in the demo, whose seats need no password, and at the setup. Names
// behind TLS are proven by the certificate.
func named(demo bool, next http.Handler) http.Handler {
	machine, _ := os.Hostname() // without one only addresses count
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostOf(r.Host)
		switch {
		case demo && !here(host),
			r.URL.Path == "/setup" && r.TLS == nil && !own(host, machine):
			turnAway(w, r, http.StatusMisdirectedRequest, "host_foreign")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOf is the name of a Host header without its port.
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// here tells whether a name can only be this machine.
func here(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

// own tells whether a name cannot be somebody else's: an address, the
// machine's own name, or one without a domain.
func own(host, machine string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil || here(host) || host != "" && (strings.EqualFold(host, machine) || !strings.Contains(host, "."))
}
