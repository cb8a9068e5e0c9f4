// Package live carries news of changes to the screens: which topic changed, by
// how much further, never what. It follows the journal and also takes notices
// that are not part of the record, such as who looks at which field.
//
// It writes no streams; the faces do.
package live

import (
	"context"
	"sync"
	"time"

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
	mu        sync.Mutex
	version   int64
	listeners map[string]map[*Listener]struct{} // by topic
}

// NewHub makes an empty hub.
func NewHub() *Hub { return &Hub{listeners: map[string]map[*Listener]struct{}{}} }

// Listener is one open stream. Messages wait in it by topic, so that a slow
// reader misses no topic and holds no more than one message for each.
type Listener struct {
	hub     *Hub
	wake    chan struct{}
	pending map[string]int64
	topics  map[string]struct{}
}

// Listen opens a listener without topics.
func (h *Hub) Listen() *Listener {
	return &Listener{hub: h, wake: make(chan struct{}, 1), pending: map[string]int64{}, topics: map[string]struct{}{}}
}

// Add has the listener hear topics.
func (l *Listener) Add(topics ...string) {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
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
	return ms, true
}

// Publish tells everybody who listens that topics changed.
func (h *Hub) Publish(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.version++
	for _, t := range topics {
		for l := range h.listeners[t] {
			l.pending[t] = h.version
			select {
			case l.wake <- struct{}{}:
			default: // already awake
			}
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
		h.Publish(topics...)
	})
}
