package hall

import (
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/front/amend"
)

// day are the rooms of a counter's day beside the main flow: what goes wrong,
// and the evening.
type day struct {
	Amend *amend.Service
}

// wireDay wires them; every other room stands already.
func (h *Hall) wireDay(_ Options, _ blob.Store) {
	h.Visits.Follow(h.Pages.Follow, h.Requests.Follow, h.Inquiries.Follow, h.Handover.Follow)
	h.Amend = amend.New(h.Journal, h.Visits, h.Requests, h.Catalog, h.Offices, h.Entries.Names)
}
