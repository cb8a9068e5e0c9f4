package hall

import (
	"context"

	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/closing"
)

// day are the rooms of a counter's day beside the main flow: what goes wrong,
// and the evening.
type day struct {
	Amend   *amend.Service
	Closing *closing.Service
}

// wireDay wires them; every other room stands already.
func (h *Hall) wireDay(o Options) {
	h.Visits.Follow(h.Pages.Follow, h.Requests.Follow, h.Inquiries.Follow, h.Handover.Follow)
	h.Amend = amend.New(h.Journal, h.Visits, h.Requests, h.Catalog, h.Offices, h.Entries.Names)
	h.Closing = closing.New(h.Journal, h.Visits, h.Pages, h.Offices, h.Fonts, o.City)
}

// sweepDay tells offices what nobody answered and ends what nobody came back
// for.
func (h *Hall) sweepDay(ctx context.Context) error {
	if _, err := h.Visits.Raise(ctx); err != nil {
		return err
	}
	_, err := h.Visits.GiveUp(ctx)
	return err
}
