package twin

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/sample"
)

// Sheet is a filled form as a visitor brings it: its scanned pages in order and
// what is right about it.
type Sheet struct {
	Pages [][]byte // PNG or JPEG
	Truth sample.Truth
}

// stock are the sheets visitors bring and colleagues can read.
type stock struct {
	byProcedure map[string][]*Sheet
	all         []*Sheet
	byApp       map[string]*Sheet
	brought     map[string]*Sheet // by visit, where it is known what the visitor brings
}

func newStock(sheets []Sheet) stock {
	s := stock{byProcedure: map[string][]*Sheet{}, byApp: map[string]*Sheet{}, brought: map[string]*Sheet{}}
	for i := range sheets {
		sh := &sheets[i]
		s.byProcedure[sh.Truth.Procedure] = append(s.byProcedure[sh.Truth.Procedure], sh)
		s.all = append(s.all, sh)
	}
	return s
}

// committed are the samples that come with the program.
func committed() ([]Sheet, error) {
	ready, err := sample.Committed()
	var out []Sheet
	for _, r := range ready {
		out = append(out, Sheet{Pages: [][]byte{r.PNG}, Truth: r.Truth})
	}
	return out, err
}

func (s *stock) has(procedure string) bool { return len(s.byProcedure[procedure]) > 0 }

// Learn tells the colleagues what is written on an application's sheet, so
// that they can read a sheet that is none of the samples.
func (t *Twin) Learn(application string, truth sample.Truth) {
	t.stepping.Lock()
	defer t.stepping.Unlock()
	t.stock.byApp[application] = &Sheet{Truth: truth}
}

// read finds what is written on an application's sheet; nil when nobody here
// can read it.
func (t *Twin) read(ctx context.Context, application string) (*Sheet, error) {
	if s := t.stock.byApp[application]; s != nil {
		return s, nil
	}
	pages, err := t.h.Pages.Of(ctx, application)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		for _, s := range t.stock.all {
			if p.State == page.Current && slices.ContainsFunc(s.Pages, p.Is) {
				t.stock.byApp[application] = s
				return s, nil
			}
		}
	}
	return nil, nil
}
