package harness

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
)

// Balancer sends requests to one node after another, as the plainest load
// balancer does: it does not know which of them is well.
type Balancer struct {
	Through http.RoundTripper

	mu    sync.Mutex
	nodes []string // host:port
	next  atomic.Int64
}

// Nodes sets the nodes.
func (b *Balancer) Nodes(hosts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nodes = slices.Clone(hosts)
}

// RoundTrip makes the request at the next node.
func (b *Balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	host := b.nodes[int(b.next.Add(1))%len(b.nodes)]
	b.mu.Unlock()
	r = r.Clone(r.Context())
	r.URL.Host = host
	return b.Through.RoundTrip(r)
}
