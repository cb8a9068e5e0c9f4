package staff

import (
	"context"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// namesFor is how long a node may miss a person whom another node added.
const namesFor = 5 * time.Second

// Names is everybody's name by id, in Japanese and in English.
type Names struct{ ja, en map[string]string }

// In is the names in a language; who has no English name has the Japanese one.
// The map is shared: it must not be changed.
func (n Names) In(lang string) map[string]string {
	if lang == "en" {
		return n.en
	}
	return n.ja
}

// nameCache holds everybody's name; lists show many and names hardly change.
type nameCache struct {
	mu     sync.Mutex
	names  *Names
	loaded time.Time
	turn   int // counts forget, so that a slow load does not bring back what was forgotten
}

func (c *nameCache) get(now time.Time) (names *Names, turn int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil || now.Sub(c.loaded) >= namesFor || now.Before(c.loaded) {
		return nil, c.turn
	}
	return c.names, c.turn
}

func (c *nameCache) put(names *Names, now time.Time, turn int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turn == turn {
		c.names, c.loaded = names, now
	}
}

func (c *nameCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names = nil
	c.turn++
}

// Names is everybody's name in a language, by id, people who left and the
// program itself included. Names of staff are not secret. The map is shared: it
// must not be changed. It may lag a few seconds behind another node.
func (s *Service) Names(ctx context.Context, lang string) (map[string]string, error) {
	now := s.j.Now()
	names, turn := s.names.get(now)
	if names != nil {
		return names.In(lang), nil
	}
	names = &Names{map[string]string{kernel.SystemActor.ID: kernel.SystemActor.Name}, map[string]string{kernel.SystemActor.ID: kernel.SystemActor.Name}}
	err := s.j.DB().Read(ctx, func(tx *db.Tx) error { return selectNames(ctx, tx, names) })
	if err != nil {
		return nil, err
	}
	s.names.put(names, now, turn)
	return names.In(lang), nil
}
