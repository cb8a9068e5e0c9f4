package office

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Settings are what the town decides about the product as a whole.
type Settings struct {
	Product     string // what the product is called on screen; empty is the municipality's name
	IdleMinutes int    // minutes without a key or a click after which a screen locks; 0 is never
}

// What settings may be.
const (
	maxProduct = 30 // characters, so that the bar keeps one line
	maxIdle    = 240
)

// settingsFor is how long a node may show settings that another one changed.
const settingsFor = 5 * time.Second

type settingsCache struct {
	mu     sync.Mutex
	value  Settings
	loaded time.Time
}

func (v Settings) check() error {
	if utf8.RuneCountInString(v.Product) > maxProduct {
		return kernel.E(kernel.Invalid, "product_name_long", "max", maxProduct).On("product")
	}
	if jp.ValidText(v.Product) != nil {
		return kernel.E(kernel.Invalid, "text_invalid").On("product")
	}
	if v.IdleMinutes < 0 || v.IdleMinutes > maxIdle {
		return kernel.E(kernel.Invalid, "idle_out_of_range", "max", maxIdle).On("idle")
	}
	return nil
}

// Settings reads what the town decided; another node's change is seen within
// seconds.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	now := s.j.Now()
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	if age := now.Sub(s.settings.loaded); !s.settings.loaded.IsZero() && age >= 0 && age < settingsFor {
		return s.settings.value, nil
	}
	var v Settings
	err := s.j.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT key, value FROM town_setting`, nil, func(scan func(...any) error) error {
			var key, value string
			err := scan(&key, &value)
			switch key {
			case "product":
				v.Product = value
			case "idle_minutes":
				v.IdleMinutes, _ = strconv.Atoi(value) // only numbers are written
			}
			return err
		})
	})
	if err == nil {
		s.settings.value, s.settings.loaded = v, now
	}
	return v, err
}

// SetSettings changes them; it needs Administer for all offices. Errors:
// "product_name_long" (max), "idle_out_of_range" (max).
func (s *Service) SetSettings(ctx context.Context, actor kernel.Actor, v Settings) error {
	if err := rights.Require(actor, rights.Administer, rights.Everywhere); err != nil {
		return err
	}
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) { return "", s.setSettings(ctx, c, v) })
	return err
}

func (s *Service) setSettings(ctx context.Context, c *journal.Change, v Settings) error {
	v.Product = strings.TrimSpace(v.Product)
	if err := v.check(); err != nil {
		return err
	}
	for key, value := range map[string]string{"product": v.Product, "idle_minutes": strconv.Itoa(v.IdleMinutes)} {
		if _, err := c.Exec(ctx, `INSERT INTO town_setting (key,value) VALUES ($1,$2) ON CONFLICT (key) DO UPDATE SET value=excluded.value`, key, value); err != nil {
			return err
		}
	}
	c.After(func() {
		s.settings.mu.Lock()
		defer s.settings.mu.Unlock()
		s.settings.loaded = time.Time{}
	})
	return c.Record(ctx, journal.Event{Kind: "settings.set", Payload: map[string]any{"product": v.Product, "idle_minutes": v.IdleMinutes}})
}
