package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const (
	channel     = "hitomado"
	announceGap = 10 * time.Millisecond // between two notices of one node
	countGap    = time.Second           // between two looks whether other nodes are there
	listenAgain = 500 * time.Millisecond
)

// notice is what nodes tell each other: that the journal advanced, topics that
// are not part of the record, or topics for a stream that the other node holds.
// It never says what changed.
type notice struct {
	Node     string   `json:"n"`
	Advanced bool     `json:"a,omitempty"`
	Stream   string   `json:"s,omitempty"`
	Owner    string   `json:"o,omitempty"`
	Topics   []string `json:"t,omitempty"`
}

// maxWaiting bounds the notices that wait while the database is away.
const maxWaiting = 1000

// Relay tells the other nodes of the same database what this one has to say,
// and this one what they say, until ctx ends. One sender for each node, at most
// one round of notices every ten milliseconds, always after the commits it
// speaks of; a lost notice costs a second, because every node also looks at the
// journal by itself. A node that is alone looks once a second whether it still
// is, and wakes for none of the changes between.
func (h *Hub) Relay(ctx context.Context, d *db.DB, j *journal.Journal, log *slog.Logger) {
	done := make(chan struct{})
	go func() { defer close(done); h.hear(ctx, d, j, log) }()
	h.say(ctx, d, j.Committed(), log)
	<-done
}

func (h *Hub) hear(ctx context.Context, d *db.DB, j *journal.Journal, log *slog.Logger) {
	for {
		// Whatever was told while nobody listened is in the journal.
		err := d.Listen(ctx, channel, j.Wake, func(text string) { h.heard(j, text) })
		if ctx.Err() != nil {
			return
		}
		log.Warn("live: notices of other nodes are interrupted; news comes within a second", "err", err)
		if !kernel.Pause(ctx, listenAgain) {
			return
		}
	}
}

func (h *Hub) heard(j *journal.Journal, text string) {
	var n notice
	if json.Unmarshal([]byte(text), &n) != nil || n.Node == h.node {
		return
	}
	if n.Advanced {
		j.Wake()
	}
	switch l, ok := h.listener(n.Stream); {
	case n.Stream == "":
		h.Publish(n.Topics...)
	case ok:
		l.Own(n.Owner)
		l.Add(n.Topics...)
	}
}

// nodes are those over one database: how many there are, and a way to all.
type nodes interface {
	Listeners(ctx context.Context) (int, error)
	Announce(ctx context.Context, channel, text string) error
}

func (h *Hub) say(ctx context.Context, d nodes, committed <-chan struct{}, log *slog.Logger) {
	others, counted := 0, time.Time{}
	for {
		advanced := false
		select {
		case <-ctx.Done():
			return
		case <-committed:
			advanced = true
		case <-h.waiting:
		}
		notices := h.take(advanced)
		if others > 0 {
			h.announce(ctx, d, notices, log)
		}
		if time.Since(counted) >= countGap {
			alone := others == 0
			n, err := d.Listeners(ctx)
			if others = n - 1; err != nil {
				others = 1 // it may be the network to the database alone
			}
			if counted = time.Now(); alone && others > 0 {
				h.announce(ctx, d, notices, log) // to one that has just come
			}
		}
		gap := announceGap
		if others == 0 { // what comes meanwhile waits for the next look
			gap = countGap - time.Since(counted)
		}
		if !kernel.Pause(ctx, gap) {
			return
		}
	}
}

func (h *Hub) announce(ctx context.Context, d nodes, notices []notice, log *slog.Logger) {
	for _, n := range notices {
		text, err := json.Marshal(n)
		if err == nil {
			err = d.Announce(ctx, channel, string(text))
		}
		if err != nil && ctx.Err() == nil {
			log.Debug("live: a notice was not sent", "err", err)
		}
	}
}

// take empties what waits for the other nodes.
func (h *Hub) take(advanced bool) []notice {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := h.forward
	h.forward = nil
	if len(h.elsewhere) > 0 || advanced {
		first := notice{Node: h.node, Advanced: advanced}
		for t := range h.elsewhere {
			first.Topics = append(first.Topics, t)
			if size(first.Topics) > db.MaxNotice/2 {
				out = append(out, first)
				first = notice{Node: h.node}
			}
		}
		clear(h.elsewhere)
		out = append(out, first)
	}
	return out
}

func size(topics []string) (n int) {
	for _, t := range topics {
		n += len(t) + 3
	}
	return n
}
