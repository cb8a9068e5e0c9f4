package amend

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
)

// Names reads the names that were keyed of an application so far, to find it
// by; the entry room does.
type Names func(ctx context.Context, tx *db.Tx, a visit.Application) ([]string, error)

// Service holds the use cases of things that went wrong.
type Service struct {
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	catalog  *catalog.Catalog
	offices  *office.Service
	names    Names
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, r *request.Service, c *catalog.Catalog, o *office.Service, n Names) *Service {
	return &Service{journal: j, visits: v, requests: r, catalog: c, offices: o, names: n}
}
