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
	"slices"
	"strings"
	"sync"
	"time"

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

// Listener is one open stream. Messages wait in it by topic, so that a slow
// reader misses no topic and holds no more than one message for each.
type Listener struct {
	// ID is the stream's secret name, known at every node: whoever knows it
	// may have topics added that they may see.
	ID string

	hub     *Hub
	wake    chan struct{}
	pending map[string]int64
	topics  map[string]struct{}
	owners  map[string]struct{}
	ended   bool
	at      journal.Cursor
}

// Listen opens a listener without topics.
func (h *Hub) Listen() *Listener {
	l := &Listener{ID: h.node + "." + rand.Text(), hub: h, wake: make(chan struct{}, 1), pending: map[string]int64{}, topics: map[string]struct{}{}, owners: map[string]struct{}{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.streams[l.ID], l.at = l, h.at
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

// maxOwned is how many streams one person has at one seat at once: the browser
// holds one, and those of crashed ones are noticed late.
const maxOwned = 8

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

// Own counts the stream as owner's. Of more than a few the oldest ends.
func (l *Listener) Own(owner string) {
	h := l.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, twice := l.owners[owner]; twice || l.ended {
		return
	}
	l.owners[owner] = struct{}{}
	h.owned[owner] = append(h.owned[owner], l)
	if len(h.owned[owner]) > maxOwned {
		h.owned[owner][0].end()
	}
}

// Add has the listener hear topics.
func (l *Listener) Add(topics ...string) {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	if l.ended {
		return
	}
	for _, t := range topics {
		if l.hub.listeners[t] == nil {
			l.hub.listeners[t] = map[*Listener]struct{}{}
		}
		l.hub.listeners[t][l] = struct{}{}
		l.topics[t] = struct{}{}
	}
}

// Close ends the listener.
func (l *Listener) Close() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	l.end()
}

// Ended tells whether the listener was closed, or the hub ended it.
func (l *Listener) Ended() bool {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	return l.ended
}

// Topical tells whether the listener hears anything at all.
func (l *Listener) Topical() bool {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	return len(l.topics) > 0
}

func (l *Listener) end() {
	if l.ended {
		return
	}
	l.ended = true
	for o := range l.owners {
		l.hub.owned[o] = slices.DeleteFunc(l.hub.owned[o], func(x *Listener) bool { return x == l })
		if len(l.hub.owned[o]) == 0 {
			delete(l.hub.owned, o)
		}
	}
	select {
	case l.wake <- struct{}{}: // whoever waits for news has to go
	default:
	}
	delete(l.hub.streams, l.ID)
	for t := range l.topics {
		delete(l.hub.listeners[t], l)
		if len(l.hub.listeners[t]) == 0 {
			delete(l.hub.listeners, t)
		}
	}
}

// Next waits for messages; ok is false when ctx or wait ended first.
func (l *Listener) Next(ctx context.Context, wait time.Duration) (ms []Message, ok bool) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-l.wake:
	case <-timer.C:
		return nil, false
	case <-ctx.Done():
		return nil, false
	}
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	for t, v := range l.pending {
		ms = append(ms, Message{Topic: t, Version: v})
	}
	clear(l.pending)
	l.at = l.hub.at
	return ms, true
}

// At is how far the listener has heard of the record: a later stream may go on
// from there. "" while the hub follows no journal.
func (l *Listener) At() journal.Cursor {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	return l.at
}

// Since has the listener hear what it missed after a place in the record, with
// the next messages: of its own topics those that changed, or all of them when
// that is too long ago to look through. Errors: "cursor_invalid".
func (l *Listener) Since(ctx context.Context, j *journal.Journal, from journal.Cursor) error {
	entries, _, err := j.After(ctx, from, missedMost)
	if err != nil {
		return err
	}
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	changed := l.topics
	if len(entries) < missedMost {
		changed = map[string]struct{}{}
		for _, e := range entries {
			for _, t := range Topics(e) {
				changed[t] = struct{}{}
			}
		}
	}
	for t := range l.topics {
		if _, ok := changed[t]; ok {
			l.tell(t)
		}
	}
	l.at = from
	return nil
}

// missedMost is how many events are looked through for a stream that comes
// back.
const missedMost = 500

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

func (l *Listener) tell(topic string) {
	l.pending[topic] = l.hub.version
	select {
	case l.wake <- struct{}{}:
	default: // already awake
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
