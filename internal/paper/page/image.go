package page

import (
	"context"
	"encoding/binary"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Size names a derived image of a page.
type Size string

// The derived images.
const (
	View  Size = "view"  // 1240×1754: 150 dpi of A4
	Thumb Size = "thumb" // for lists
)

// Image reads a derived image as JPEG. The counter's staff may see it, and
// whoever works on the application at the center, once nothing on it is open
// ("page_uncovered").
func (s *Service) Image(ctx context.Context, actor kernel.Actor, id string, size Size) ([]byte, error) {
	p, a, secret, portion, err := s.look(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	img, err := s.derived(ctx, a, secret, p, size)
	if err != nil || !portion.Split() {
		return img, err
	}
	return s.only(img, p, portion)
}

// derived reads a derived image, made again where it was lost.
func (s *Service) derived(ctx context.Context, a visit.Application, secret blob.Secret, p Page, size Size) ([]byte, error) {
	ref := p.view
	if size == Thumb {
		ref = p.thumb
	}
	img, err := s.fetch(ctx, secret, ref)
	if code := kernel.CodeOf(err); code != "blob_missing" && code != "blob_damaged" {
		return p.pick(size, img), err
	}
	return s.again(ctx, a, secret, p, size)
}

// pair is both derived images as they are stored: making a file, or sending one
// to a store, costs more than the few bytes of a thumbnail.
func pair(view, thumb []byte) [][]byte {
	return [][]byte{binary.BigEndian.AppendUint32(nil, uint32(len(thumb))), thumb, view}
}

// pick finds a derived image in what its reference stands for: in a pair when
// both have the same, alone on pages of older programs.
func (p Page) pick(size Size, stored []byte) []byte {
	if p.view != p.thumb || len(stored) < 4 {
		return stored
	}
	n := min(int(binary.BigEndian.Uint32(stored)), len(stored)-4)
	if size == Thumb {
		return stored[4 : 4+n]
	}
	return stored[4+n:]
}

// again derives an image that a power cut took: derived images are stored
// without waiting for the disk, the original never is.
func (s *Service) again(ctx context.Context, a visit.Application, secret blob.Secret, p Page, size Size) ([]byte, error) {
	raw, err := s.fetch(ctx, secret, p.original)
	if err != nil {
		return nil, err
	}
	fresh := p
	if err := s.derive(ctx, a, secret, raw, p.Turn/90, &fresh); err != nil {
		return nil, err
	}
	if err := s.journal.DB().Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE page SET view=$1, thumb=$2 WHERE id=$3 AND version=$4`, fresh.view, fresh.thumb, p.ID, p.Version)
		return err
	}); err != nil {
		return nil, err
	}
	img, err := s.fetch(ctx, secret, fresh.view)
	return fresh.pick(size, img), err
}

// Get reads a page of an application that the actor may see.
func (s *Service) Get(ctx context.Context, actor kernel.Actor, id string) (Page, error) {
	p, _, _, err := s.show(ctx, actor, id)
	return p, err
}

// show finds a page that the actor may see as a whole.
func (s *Service) show(ctx context.Context, actor kernel.Actor, id string) (Page, visit.Application, blob.Secret, error) {
	p, a, secret, portion, err := s.look(ctx, actor, id)
	if err == nil && portion.Split() {
		err = kernel.E(kernel.Forbidden, "not_permitted", "action", string(staff.SeeVisit))
	}
	return p, a, secret, err
}

// look finds a page that the actor may see, and which portion of it.
func (s *Service) look(ctx context.Context, actor kernel.Actor, id string) (p Page, a visit.Application, secret blob.Secret, portion catalog.Portion, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if p, err = read(ctx, tx, id, ""); err != nil {
			return err
		}
		if a, err = s.visits.Application(ctx, tx, actor, p.Application); err != nil {
			return err
		}
		if p.Cover == CoverOpen && !staff.May(actor, staff.Scan, a.Office) {
			return kernel.E(kernel.Forbidden, "page_uncovered", "n", 1)
		}
		if !staff.May(actor, staff.SeeVisit, a.Office) {
			var ok bool
			if ok, portion, err = s.works(ctx, tx, actor, a.ID); err != nil || !ok {
				return kernel.E(kernel.Forbidden, "not_permitted", "action", string(staff.SeeVisit)).Because(err)
			}
			if portion.Split() && p.SheetIn(a.Form) == 0 {
				return kernel.E(kernel.Forbidden, "page_not_split")
			}
		}
		secret, err = s.visits.Secret(ctx, tx, a.ID)
		return err
	})
	return p, a, secret, portion, err
}

func (s *Service) fetch(ctx context.Context, secret blob.Secret, ref string) ([]byte, error) {
	sealed, err := s.store.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	return secret.Open(ref, sealed)
}
