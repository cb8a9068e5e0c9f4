package desk

import (
	"net"
	"net/http"
)

// Address is the device a request comes from, without its port; behind a load
// balancer it is the load balancer.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
