// Package live carries news of changes to the screens: which topic changed, by
// how much further, never what. It follows the journal and also takes notices
// that are not part of the record, such as who looks at which field. Nodes over
// one database tell each other.
//
// It writes no streams; the faces do.
package live

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Message says that a topic changed; Version grows with every change that
// this node has seen.
type Message struct {
	Topic   string `json:"topic"`
	Version int64  `json:"version"`
}

// Hub fans messages out to listeners.
type Hub struct {
	node      string // this node's own name among others, new at every start
	mu        sync.Mutex
	version   int64
	at        journal.Cursor                    // everything up to here was published
	listeners map[string]map[*Listener]struct{} // by topic
	streams   map[string]*Listener              // by id
	owned     map[string][]*Listener            // by who has them, oldest first

	waiting   chan struct{}       // something waits for the other nodes
	elsewhere map[string]struct{} // topics to tell them
	forward   []notice            // topics for streams that they hold
}

// NewHub makes an empty hub.
func NewHub() *Hub {
	return &Hub{node: rand.Text(), listeners: map[string]map[*Listener]struct{}{}, streams: map[string]*Listener{}, owned: map[string][]*Listener{},
		waiting: make(chan struct{}, 1), elsewhere: map[string]struct{}{}}
}

// Listen opens a listener without topics, which is nobody's until it is owned.
func (h *Hub) Listen() *Listener {
	l := &Listener{ID: h.node + "." + rand.Text(), hub: h, wake: make(chan struct{}, 1), pending: map[string]int64{}, topics: map[string]struct{}{}, owners: map[string]struct{}{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.streams[l.ID], l.at = l, h.at
	l.own(nobody, maxNobodys)
	return l
}

// Open is the number of open listeners of this node.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.streams)
}

func (h *Hub) listener(id string) (*Listener, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l, ok := h.streams[id]
	return l, ok
}

// Hear has the stream of that id hear topics for owner, whichever node holds
// it: a load balancer may send the question elsewhere than the stream. Errors:
// "stream_unknown" (NotFound) when this node should hold it and does not;
// "busy" (Unavailable) when too much waits for other nodes.
func (h *Hub) Hear(id, owner string, topics ...string) error {
	node, _, ok := strings.Cut(id, ".")
	if l, here := h.listener(id); here {
		l.Own(owner)
		l.Add(topics...)
		return nil
	}
	if !ok || node == h.node || len(node) != len(h.node) || len(id) > 3*len(h.node) {
		return kernel.E(kernel.NotFound, "stream_unknown")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.forward) >= maxWaiting {
		return kernel.E(kernel.Unavailable, "busy")
	}
	for len(topics) > 0 {
		n := min(len(topics), 50)
		h.forward = append(h.forward, notice{Node: h.node, Stream: id, Owner: owner, Topics: topics[:n]})
		topics = topics[n:]
	}
	h.knock()
	return nil
}

// Publish tells everybody who listens at this node that topics changed.
func (h *Hub) Publish(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.publish(topics)
}

// Tell tells everybody who listens at any node that topics changed, for news
// that the journal does not carry.
func (h *Hub) Tell(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.publish(topics)
	for _, t := range topics {
		if len(h.elsewhere) < maxWaiting {
			h.elsewhere[t] = struct{}{}
		}
	}
	h.knock()
}

func (h *Hub) knock() {
	select {
	case h.waiting <- struct{}{}:
	default: // somebody knocked already
	}
}

func (h *Hub) publish(topics []string) {
	h.version++
	for _, t := range topics {
		for l := range h.listeners[t] {
			l.tell(t)
		}
	}
}

// Follow publishes the topics of every journal event from now on until ctx
// ends.
func (h *Hub) Follow(ctx context.Context, j *journal.Journal) error {
	from, err := j.End(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.at = from
	h.mu.Unlock()
	return j.Follow(ctx, from, func(es []journal.Entry) {
		seen := map[string]struct{}{}
		var topics []string
		for _, e := range es {
			for _, t := range Topics(e) {
				if _, twice := seen[t]; !twice {
					seen[t] = struct{}{}
					topics = append(topics, t)
				}
			}
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.publish(topics)
		h.at = es[len(es)-1].Cursor
	})
}
