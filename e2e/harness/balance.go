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

	mu       sync.Mutex
	nodes    []string // host:port
	next     atomic.Int64
	answered map[string]int
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
	res, err := b.Through.RoundTrip(r)
	if err == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.answered == nil {
			b.answered = map[string]int{}
		}
		b.answered[host]++
	}
	return res, err
}

// Answered is how many requests a node has answered.
func (b *Balancer) Answered(host string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.answered[host]
}
