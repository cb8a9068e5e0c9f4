package desk

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Snippet is one field of some entry on a screen of many of the same kind.
type Snippet struct {
	Task    string `json:"task"`
	Field   string `json:"field"`
	Version int    `json:"version"`
	Name    string `json:"name"`
	Form    string `json:"form"`
	Shown   string `json:"shown"`
	Region  Region `json:"region"`
	View    string `json:"view"` // address of the sheet's image; "" when it was not scanned
}

// Group shows fields of one kind, of several entries, that the actor may
// confirm side by side.
func (d *Desk) Group(ctx context.Context, actor kernel.Actor, kind string, f For) ([]Snippet, error) {
	found, err := d.hall.Verify.Group(ctx, actor, kind)
	if err != nil {
		return nil, err
	}
	out := []Snippet{}
	pages := map[string][]Page{}
	for _, s := range found {
		a := s.Application.ID
		if _, read := pages[a]; !read {
			if pages[a], err = d.pages(ctx, a, s.Work, f); err != nil {
				return nil, err
			}
		}
		x := Snippet{Task: s.Task.ID, Field: s.Row.Key, Version: s.Row.Value.Version, Name: s.Row.Name.In(f.Lang), Form: s.Sheet.Form.Name.In(f.Lang),
			Shown: s.Sheet.Display(s.Row.Key, s.Row.Value.Value, f.Lang), Region: region(s.Row.Region)}
		for _, p := range pages[a] {
			if p.Kind == "form" && p.Page == max(1, s.Row.Region.Page) {
				x.View = p.View
			}
		}
		out = append(out, x)
	}
	return out, nil
}
