package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/hitomado/hitomado/internal/base/safefile"
)

// kept is what a sample city remembers beside its record, so that it goes on
// after a power cut as people left it: how fast the day goes and who of the
// colleagues made room for a person.
type kept struct {
	mu    sync.Mutex
	path  string
	Speed *float64 `json:"speed,omitempty"`
	Taken []string `json:"taken,omitempty"`
	// Guided are the visits of guided cases, whose visitors bring a sheet of
	// their own.
	Guided []string `json:"guided,omitempty"`
}

func readKept(dir string) (*kept, error) {
	k := &kept{path: filepath.Join(dir, "demo.json")}
	raw, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return nil, err
	}
	return k, json.Unmarshal(raw, k)
}

func (k *kept) write() error {
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return safefile.Write(k.path, raw)
}

func (k *kept) taken() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.Taken)
}

func (k *kept) take(staff string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if slices.Contains(k.Taken, staff) {
		return nil
	}
	k.Taken = append(k.Taken, staff)
	return k.write()
}

func (k *kept) leave(staff string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.Index(k.Taken, staff)
	if i < 0 {
		return nil
	}
	k.Taken = slices.Delete(k.Taken, i, i+1)
	return k.write()
}

func (k *kept) setSpeed(x float64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Speed = &x
	return k.write()
}

func (k *kept) guide(visit string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Guided = append(k.Guided, visit)
	return k.write()
}

func (k *kept) isGuided(visit string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Contains(k.Guided, visit)
}
