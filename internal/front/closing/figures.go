package closing

import (
	"context"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// Figures are what a place counts in the evening. They name visits by number
// only, so a protected person's visit is counted like any other.
type Figures struct {
	Visits       int            `json:"visits"` // of the day
	Done         int            `json:"done"`   // of these, over
	Applications int            `json:"applications"`
	Endings      map[string]int `json:"endings"`   // finished or ended early, by how
	Pending      int            `json:"pending"`   // 補正待ち of the day's visits
	Scans        int            `json:"scans"`     // sheets in use; those replaced are not counted
	Originals    int            `json:"originals"` // of these, whose paper is in a box, at the center or given back
	Places       map[string]int `json:"places"`    // by place; what nobody recorded lies at the counter
	Open         []Item         `json:"open"`      // receptions that are not over
	Kept         []Item         `json:"kept"`      // with something in keeping
	Unfiled      []Item         `json:"unfiled"`   // with sheets whose original is not filed
	Late         int            `json:"late"`      // of the visits, registered after an outage
	Later        []Item         `json:"later"`     // to be fetched or mailed on another day
	// Corrections are cases after a hand-over that are not closed (交付後の訂正),
	// whatever day the visit was. They go over to the next day by themselves.
	Corrections []Item `json:"corrections"`
}

// Item is one visit that needs somebody.
type Item struct {
	Visit     string `json:"visit"`
	Ticket    string `json:"ticket"`
	Reception string `json:"reception"`
	Seat      string `json:"seat,omitempty"`
	State     string `json:"state"` // of the ticket
	Count     int    `json:"count"` // of things or sheets
}

// Left counts what keeps a day from being closed without a word.
func (f Figures) Left() int { return len(f.Open) + len(f.Kept) + f.Scans - f.Originals }

// Missing is how many originals are not filed.
func (f Figures) Missing() int { return f.Scans - f.Originals }

// endedLater are the endings that go over to another day.
var endedLater = []string{"later", "mail"}

func (s *Service) figures(ctx context.Context, tx *db.Tx, office, day string) (Figures, error) {
	f := Figures{Endings: map[string]int{}, Places: map[string]int{}, Open: []Item{}, Kept: []Item{}, Unfiled: []Item{}, Later: []Item{}, Corrections: []Item{}}
	vs, err := s.visits.OfDay(ctx, tx, office, day)
	if err != nil {
		return f, err
	}
	kept, err := s.visits.KeptByVisit(ctx, tx, office)
	if err != nil {
		return f, err
	}
	unfiled, err := s.sheets(ctx, tx, vs, &f)
	if err != nil {
		return f, err
	}
	for _, v := range vs {
		f.count(v, day)
		it := Item{Visit: v.ID, Ticket: v.Ticket, Reception: v.Reception, Seat: v.Seat, State: string(v.State)}
		if v.State != visit.Done {
			f.Open = append(f.Open, it)
		}
		if n := kept[v.ID]; n > 0 {
			it.Count = n
			f.Kept = append(f.Kept, it)
		}
		if n := unfiled[v.ID]; n > 0 {
			it.Count = n
			f.Unfiled = append(f.Unfiled, it)
		}
		if n := later(v); n > 0 {
			it.Count = n
			f.Later = append(f.Later, it)
		}
	}
	f.Corrections, err = s.corrections(ctx, tx, office)
	return f, err
}

func (s *Service) corrections(ctx context.Context, tx *db.Tx, office string) ([]Item, error) {
	out := []Item{}
	open, err := s.cases(ctx, tx, office)
	if err != nil {
		return out, err
	}
	ids := slices.Sorted(maps.Keys(open))
	vs, err := s.visits.Visits(ctx, tx, ids...)
	for _, id := range ids { // ids grow with time, so the oldest visit is first
		v := vs[id]
		out = append(out, Item{Visit: v.ID, Ticket: v.Ticket, Reception: v.Reception, Seat: v.Seat, State: string(v.State), Count: open[id]})
	}
	return out, err
}

func (f *Figures) count(v visit.Visit, day string) {
	if v.Day != day {
		return
	}
	f.Visits++
	if v.Late {
		f.Late++
	}
	if v.State == visit.Done {
		f.Done++
	}
	for _, a := range v.Applications {
		f.Applications++
		switch {
		case a.State == visit.Pending:
			f.Pending++
		case a.State.Over():
			f.Endings[a.Ending]++
		}
	}
}

func later(v visit.Visit) int {
	n := 0
	for _, a := range v.Applications {
		if a.State == visit.Finished && slices.Contains(endedLater, a.Ending) {
			n++
		}
	}
	return n
}

// sheets counts scans against originals and tells which visits lack some.
func (s *Service) sheets(ctx context.Context, tx *db.Tx, vs []visit.Visit, f *Figures) (map[string]int, error) {
	ids := make([]string, len(vs))
	for i, v := range vs {
		ids[i] = v.ID
	}
	pages, err := s.pages.Sheets(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	at, err := places(ctx, tx, pages)
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, p := range pages {
		if p.State != page.Current {
			continue
		}
		f.Scans++
		place := at[p.ID].Place
		if place == "" {
			place = AtCounter
		}
		f.Places[place]++
		if place == AtCounter {
			out[p.Visit]++
			continue
		}
		f.Originals++
	}
	return out, nil
}
