package live

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/record/journal"
)

// maxOwned is how many streams one person has at one seat at once: the browser
// holds one, and those of crashed ones are noticed late.
const maxOwned = 8

// A browser's stream is opened before it is known whose it is and owned within
// moments. Those that stay nobody's are few, so that strangers who open
// streams take no place from the people at work.
const (
	nobody     = ""
	maxNobodys = 200
)

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

// Own counts the stream as owner's. Of more than a few the oldest ends.
func (l *Listener) Own(owner string) {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	if _, twice := l.owners[owner]; twice || l.ended {
		return
	}
	l.disown(nobody)
	l.own(owner, maxOwned)
}

func (l *Listener) own(owner string, most int) {
	h := l.hub
	l.owners[owner] = struct{}{}
	h.owned[owner] = append(h.owned[owner], l)
	if len(h.owned[owner]) > most {
		h.owned[owner][0].end()
	}
}

func (l *Listener) disown(owner string) {
	h := l.hub
	delete(l.owners, owner)
	h.owned[owner] = slices.DeleteFunc(h.owned[owner], func(x *Listener) bool { return x == l })
	if len(h.owned[owner]) == 0 {
		delete(h.owned, owner)
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
		l.disown(o)
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

func (l *Listener) tell(topic string) {
	l.pending[topic] = l.hub.version
	select {
	case l.wake <- struct{}{}:
	default: // already awake
	}
}

// missedMost is how many events are looked through for a stream that comes
// back.
const missedMost = 500
