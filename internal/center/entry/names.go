package entry

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Names reads the names, with their kana, that were keyed of an application so
// far, in the order of the form: to find its visitor by, never to show.
func (s *Service) Names(ctx context.Context, tx *db.Tx, a visit.Application) ([]string, error) {
	sheet, err := SheetOf(s.catalog, a)
	if err != nil || sheet.Core {
		return nil, err
	}
	typed, err := s.drafted(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	stored, err := Values(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, it := range sheet.Form.AllItems() {
		if it.Field.Type != catalog.TypeName && it.Field.Type != catalog.TypeKana || it.Field.Sensitive {
			continue
		}
		v := stored[it.Key].V
		if v == "" {
			v = typed[it.Key].V
		}
		if v != "" {
			out = append(out, v)
		}
	}
	return out, nil
}

// drafted is the newest draft of an application that nobody has finished.
func (s *Service) drafted(ctx context.Context, tx *db.Tx, application string) (map[string]catalog.Value, error) {
	tasks, err := s.requests.Unfinished(ctx, tx, application)
	if err != nil || len(tasks) == 0 {
		return nil, err
	}
	out, _, err := readDraft(ctx, tx, tasks[len(tasks)-1].ID)
	return out, err
}
