package page

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Page is one scanned sheet of an application.
type Page struct {
	ID           string    `json:"id"`
	Visit        string    `json:"visit"`
	Application  string    `json:"application"`
	Position     int       `json:"position"`
	Kind         string    `json:"kind"`  // form | transfer | letter | other
	State        string    `json:"state"` // current | replaced
	Version      int       `json:"version"`
	Format       string    `json:"format"`
	Width        int       `json:"width"`
	Height       int       `json:"height"`
	DPI          int       `json:"dpi"`
	Turn         int       `json:"turn"` // degrees applied to stand upright
	Straightened bool      `json:"straightened"`
	Bytes        int       `json:"bytes"`
	Staff        string    `json:"staff"`
	At           time.Time `json:"at"`
	// Cover says what is known about numbers on it: auto | open | none | drawn.
	Cover string `json:"cover"`
	// Covers are the areas that a person had blacked out.
	Covers []Area `json:"covers,omitempty"`

	digest, original, view, thumb string
	form                          string // of which its QR says it is a sheet; "" unknown
	sheet                         int    // which one, from 1
	known                         bool   // the catalogue knows its layout; set by derive
}

// Is tells whether raw is the very file this page was made from.
func (p Page) Is(raw []byte) bool { return len(raw) == p.Bytes && digest(raw) == p.digest }

// What may have become of a page.
const (
	Current  = "current"
	Replaced = "replaced" // 差し替え前: a better scan has taken its place
)

// kinds a page may have; identity papers and cards are not among them.
var kinds = []string{"form", "transfer", "letter", "other"}

// Kinds lists the kinds of pages: 届出書, 転出証明書, 委任状, other attachments.
func Kinds() []string { return slices.Clone(kinds) }

const columns = `id, visit, application, position, kind, state, version, format, width, height, dpi, turn, straightened, digest, original, view, thumb, bytes, staff, at, cover, covers, form, sheet`

func selecting(where string) string { return `SELECT ` + columns + ` FROM page WHERE ` + where }

func ofApplications(n int) string {
	return `application IN (` + db.List(1, n) + `) ORDER BY application, position`
}

const ofVisit = `visit=$1 ORDER BY application, position`

var ofOne = selecting(ofApplications(1))

// Expect has what [Service.Of] reads of an application read along with what is
// asked next under the same snapshot.
func (s *Service) Expect(ctx context.Context, application string) {
	s.journal.DB().Ahead(ctx, ofOne, application)
}

func list(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Page, error) {
	out := []Page{}
	err := tx.Each(ctx, selecting(where), args, func(scan func(...any) error) error {
		var p Page
		var straight int
		var at int64
		var covers string
		err := scan(&p.ID, &p.Visit, &p.Application, &p.Position, &p.Kind, &p.State, &p.Version, &p.Format, &p.Width, &p.Height, &p.DPI, &p.Turn,
			&straight, &p.digest, &p.original, &p.view, &p.thumb, &p.Bytes, &p.Staff, &at, &p.Cover, &covers, &p.form, &p.sheet)
		if err == nil {
			p.Covers, err = parseAreas(covers)
		}
		p.Straightened, p.At = straight == 1, kernel.FromMillis(at)
		out = append(out, p)
		return err
	})
	return out, err
}

func read(ctx context.Context, tx *db.Tx, id, lock string) (Page, error) {
	ps, err := list(ctx, tx, `id=$1`+lock, id)
	if err == nil && len(ps) == 0 {
		err = kernel.E(kernel.NotFound, "page_unknown")
	}
	if err != nil {
		return Page{}, err
	}
	return ps[0], nil
}

func insert(ctx context.Context, c *journal.Change, p Page) error {
	return c.Later(ctx, `INSERT INTO page (`+columns+`) VALUES `+db.Values(1, 24),
		p.ID, p.Visit, p.Application, p.Position, p.Kind, p.State, p.Version, p.Format, p.Width, p.Height, p.DPI, p.Turn, db.Flag(p.Straightened),
		p.digest, p.original, p.view, p.thumb, p.Bytes, p.Staff, kernel.Millis(p.At), p.Cover, formatAreas(p.Covers), p.form, p.sheet)
}

// update writes what may change of a page if nobody changed it meanwhile.
func update(ctx context.Context, c *journal.Change, p Page) error {
	n, err := c.Exec(ctx, `UPDATE page SET application=$1, position=$2, turn=$3, straightened=$4, original=$5, view=$6, thumb=$7, cover=$8, covers=$9, form=$10, sheet=$11, version=version+1 WHERE id=$12 AND version=$13`,
		p.Application, p.Position, p.Turn, db.Flag(p.Straightened), p.original, p.view, p.thumb, p.Cover, formatAreas(p.Covers), p.form, p.sheet, p.ID, p.Version)
	if err == nil && n != 1 {
		err = kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	return err
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Follow has the pages of an application go along to another visit.
func (s *Service) Follow(ctx context.Context, c *journal.Change, application, visit string) error {
	_, err := c.Exec(ctx, `UPDATE page SET visit=$1 WHERE application=$2`, visit, application)
	return err
}

// Sheets lists the pages of visits inside a transaction of another room, which
// has decided who may see them.
func (s *Service) Sheets(ctx context.Context, tx *db.Tx, visits ...string) ([]Page, error) {
	if len(visits) == 0 {
		return nil, nil
	}
	return list(ctx, tx, `visit IN (`+db.List(1, len(visits))+`) ORDER BY visit, application, position`, db.Args(visits)...)
}
