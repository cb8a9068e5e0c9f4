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

// nameCache holds everybody's name; lists show many and names hardly change.
type nameCache struct {
	mu     sync.Mutex
	names  map[string]string
	loaded time.Time
	turn   int // counts forget, so that a slow load does not bring back what was forgotten
}

func (c *nameCache) get(now time.Time) (names map[string]string, turn int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil || now.Sub(c.loaded) >= namesFor || now.Before(c.loaded) {
		return nil, c.turn
	}
	return c.names, c.turn
}

func (c *nameCache) put(names map[string]string, now time.Time, turn int) {
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

// Names is everybody's name by id, people who left and the program itself
// included. Names of staff are not secret. The map is shared: it must not be
// changed. It may lag a few seconds behind another node.
func (s *Service) Names(ctx context.Context) (map[string]string, error) {
	now := s.j.Now()
	names, turn := s.names.get(now)
	if names != nil {
		return names, nil
	}
	names = map[string]string{kernel.SystemActor.ID: kernel.SystemActor.Name}
	err := s.j.DB().Read(ctx, func(tx *db.Tx) error { return selectNames(ctx, tx, names) })
	if err != nil {
		return nil, err
	}
	s.names.put(names, now, turn)
	return names, nil
}
