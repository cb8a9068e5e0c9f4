package hall

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/carry"
	"github.com/hitomado/hitomado/internal/front/closing"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// day are the rooms of a counter's day beside the main flow: what goes wrong,
// and the evening.
type day struct {
	Amend   *amend.Service
	Closing *closing.Service
	Carry   *carry.Service
}

// wireDay wires them; every other room stands already.
func (h *Hall) wireDay(o Options) {
	h.Visits.Follow(h.Pages.Follow, h.Requests.Follow, h.Inquiries.Follow, h.Handover.Follow)
	h.Amend = amend.New(h.Journal, h.Visits, h.Requests, h.Catalog, h.Offices, h.Entries.Names)
	h.Closing = closing.New(h.Journal, h.Visits, h.Pages, h.Offices, h.Fonts, o.City, h.Amend.OpenByVisit)
	h.Carry = carry.New(h.Journal, h.Visits, h.Catalog, func(ctx context.Context, tx *db.Tx, application string) (map[string]catalog.Value, error) {
		stored, err := entry.Values(ctx, tx, application)
		out := make(map[string]catalog.Value, len(stored))
		for key, v := range stored {
			out[key] = v.Value
		}
		return out, err
	})
}

// sweepDay tells offices what nobody answered and ends what nobody came back
// for.
func (h *Hall) sweepDay(ctx context.Context) error {
	if _, err := h.Visits.Raise(ctx); err != nil {
		return err
	}
	if _, err := h.Visits.Remind(ctx); err != nil {
		return err
	}
	if _, err := h.Requests.Remind(ctx); err != nil {
		return err
	}
	_, err := h.Visits.GiveUp(ctx)
	return err
}
