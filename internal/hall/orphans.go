package hall

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
)

// settled is the age at which a blob without a row surely has none coming: an
// upload's row follows its blob within seconds, and no address is used twice.
// It is far longer than any two clocks are apart.
const settled = 48 * time.Hour

// short is the beginning of an address. Two addresses that share it make an
// orphan look named, never the other way round.
func short(ref string) uint64 {
	raw, err := hex.DecodeString(ref[:min(16, len(ref))])
	if err != nil || len(raw) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(raw)
}

// named lists the blobs that rows name, eight bytes each, in order.
func (h *Hall) named(ctx context.Context) ([]uint64, error) {
	var out []uint64
	err := h.DB.Read(ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			for _, c := range t.Columns {
				if !NamesBlob(t.Name, c) {
					continue
				}
				if err := tx.Rows(ctx, db.Table{Name: t.Name, Columns: []string{c}}, func(v []any) error {
					if ref, _ := v[0].(string); ref != "" {
						out = append(out, short(ref))
					}
					return nil
				}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	slices.Sort(out)
	return out, err
}

// Orphans calls each for every blob that no row names and that is old enough
// to have none coming: what an erasure or a crash left behind. The rows are
// read first, so a blob that is stored meanwhile is too young to be one.
func (h *Hall) Orphans(ctx context.Context, each func(blob.Info) error) error {
	before := h.Clock.Now().Add(-settled)
	rows, err := h.named(ctx)
	if err != nil {
		return err
	}
	return h.store.Walk(ctx, func(i blob.Info) error {
		if _, there := slices.BinarySearch(rows, short(i.Ref)); there || i.At.After(before) {
			return nil
		}
		return each(i)
	})
}

// CleanOrphans removes them and returns how many there were.
func (h *Hall) CleanOrphans(ctx context.Context) (int, error) {
	n := 0
	err := h.Orphans(ctx, func(i blob.Info) error {
		n++
		return h.store.Delete(ctx, i.Ref)
	})
	return n, err
}
