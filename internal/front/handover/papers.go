package handover

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/meter"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/front/handover/document"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Document is a paper as it was made; its bytes never change.
type Document struct {
	ID          string    `json:"id"`
	Application string    `json:"application"`
	Visit       string    `json:"visit"`
	Kind        string    `json:"kind"` // receipt | content | transcript
	Number      string    `json:"number"`
	Digest      string    `json:"digest"` // SHA-256 of the PDF, also in the journal
	Bytes       int       `json:"bytes"`
	Version     int       `json:"version"` // of the application it was made from
	Staff       string    `json:"staff"`
	At          time.Time `json:"at"`

	blob string
}

// Rendering meters the CPU time spent in drawing papers.
var Rendering meter.Meter

// Make draws papers and stores them; nothing is stored when a character of
// one cannot be drawn. The state of the application stays as it is.
func (s *Service) Make(ctx context.Context, actor kernel.Actor, application string, kinds []string) ([]Document, error) {
	var v visit.Visit
	var a visit.Application
	var secret blob.Secret
	sections := map[bool][]Section{} // by whether the core's order is wanted
	var place office.Office
	err := s.journal.DB().Snapshot(ctx, func(ctx context.Context) (err error) {
		if v, a, secret, err = s.subject(ctx, actor, application, kinds); err != nil {
			return err
		}
		if err = s.makeable(a, kinds); err != nil {
			return err
		}
		for _, core := range orders(kinds) {
			if sections[core], err = s.values(ctx, actor, a, core); err != nil {
				return err
			}
		}
		place, err = s.offices.Office(ctx, a.Office)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := kernel.FromMillis(kernel.Millis(s.journal.Now()))
	var docs []Document
	var sealed [][]byte
	for _, k := range kinds {
		d := Document{ID: kernel.NewID(), Application: a.ID, Visit: a.Visit, Kind: k, Version: a.Version, Staff: actor.ID, At: now}
		d.Number = fmt.Sprintf("%s-%d-%s", strings.ReplaceAll(v.Reception, " ", "-"), a.Position, d.ID[len(d.ID)-6:])
		pdf, err := s.render(actor, place, v, a, sections[d.Kind == string(document.Transcript)], d)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(pdf)
		d.Digest, d.Bytes = hex.EncodeToString(sum[:]), len(pdf)
		ref, box := secret.Seal(pdf)
		d.blob = ref
		docs, sealed = append(docs, d), append(sealed, box)
	}
	for i, d := range docs {
		if err := s.store.Put(ctx, d.blob, sealed[i], true); err != nil {
			return nil, err
		}
	}
	return s.keep(ctx, actor, a, docs)
}

// orders are the orders of values that papers need: that of the core's screens
// for the transcription sheet, that of the form for what the visitor signs.
func orders(kinds []string) []bool {
	var out []bool
	for _, k := range kinds {
		if k != string(document.Receipt) {
			out = append(out, k == string(document.Transcript))
		}
	}
	return out
}

// keep stores the rows; on a retry the papers of the first call are returned.
func (s *Service) keep(ctx context.Context, actor kernel.Actor, a visit.Application, docs []Document) ([]Document, error) {
	var made string
	ref, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		var ids []string
		for _, d := range docs {
			if err := insert(ctx, c, d); err != nil {
				return "", err
			}
			if err := c.Record(ctx, journal.Event{Kind: "document.made", Office: a.Office, Visit: a.Visit, Application: a.ID,
				Payload: map[string]any{"document": d.ID, "kind": d.Kind, "number": d.Number, "digest": d.Digest}}); err != nil {
				return "", err
			}
			ids = append(ids, d.ID)
		}
		made = strings.Join(ids, ",")
		return made, nil
	})
	if err != nil {
		return nil, err
	}
	if ref == made {
		return docs, nil
	}
	var out []Document
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		ids := strings.Split(ref, ",")
		out, err = list(ctx, tx, `id IN (`+db.List(1, len(ids))+`) ORDER BY at, id`, db.Args(ids)...)
		return err
	})
	return out, err
}

// makeable: a receipt from the acceptance on, the others once the content is
// verified.
func (s *Service) makeable(a visit.Application, kinds []string) error {
	p, ok := s.catalog.Procedure(a.Procedure)
	if !ok || len(kinds) == 0 {
		return kernel.E(kernel.Invalid, "document_kind_unknown").On("kinds")
	}
	for i, k := range kinds {
		if !slices.Contains(p.Documents, k) || slices.Contains(kinds[:i], k) {
			return kernel.E(kernel.Invalid, "document_kind_unknown").On("kinds")
		}
		if k == string(document.Transcript) && a.Way == catalog.WayCore {
			return kernel.E(kernel.Invalid, "transcript_not_needed").On("kinds")
		}
		verified := slices.Contains([]visit.State{visit.Completed, visit.Registered, visit.Checked, visit.Printed, visit.Finished}, a.State)
		if a.State == visit.Drafting || (k != string(document.Receipt) && !verified) {
			return kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State), "move", "document")
		}
	}
	return nil
}

// subject reads what papers of these kinds are about, with all that they show.
func (s *Service) subject(ctx context.Context, actor kernel.Actor, application string, kinds []string) (v visit.Visit, a visit.Application, secret blob.Secret, err error) {
	if err = s.journal.DB().Read(ctx, func(tx *db.Tx) error { s.visits.SecretAhead(tx, application); return nil }); err != nil {
		return
	}
	if a, err = s.visits.GetApplication(ctx, actor, application); err != nil {
		return
	}
	if err = staff.Require(actor, staff.Print, a.Office); err != nil {
		return
	}
	s.offices.Expect(ctx, a.Office)
	orders := orders(kinds)
	if len(orders) > 0 {
		s.expect(ctx, a.ID)
	}
	if len(orders) < 2 { // a second one reads the values again
		s.journal.DB().Last(ctx)
	}
	if v, err = s.visits.Get(ctx, actor, a.Visit); err != nil {
		return
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { secret, err = s.visits.Secret(ctx, tx, a.ID); return err })
	return
}

func (s *Service) render(actor kernel.Actor, o office.Office, v visit.Visit, a visit.Application, sections []Section, d Document) ([]byte, error) {
	fonts, err := s.fonts()
	if err != nil {
		return nil, err
	}
	p, _ := s.catalog.Procedure(a.Procedure)
	// Papers are in Japanese whatever language the screen speaks.
	t := func(key string) string { return texts.T("ja", "document."+key) }
	sheet := document.Sheet{Kind: document.Kind(d.Kind), Labels: labels(t), Title: t("title." + d.Kind), City: s.city, Office: o.Name,
		Reception: v.Reception, Ticket: v.Ticket, QR: v.Reception, MadeAt: d.At, MadeBy: actor.Name, Number: d.Number,
		Lead: []document.Pair{{Label: t("procedure"), Value: p.Name.JA}}}
	if d.Kind == string(document.Receipt) {
		sheet.Lead = nil
		for _, other := range v.Applications {
			if op, ok := s.catalog.Procedure(other.Procedure); ok && !other.State.Over() {
				sheet.Lead = append(sheet.Lead, document.Pair{Label: t("procedure"), Value: op.Name.JA})
			}
		}
		sheet.Notes = []string{t("note.receipt")}
	} else {
		sheet.Parts = parts(sections)
		sheet.Notes = []string{t("note." + d.Kind)}
		sheet.Sign = strings.Split(t("sign."+d.Kind), "|")
		if a.Registered != "" {
			sheet.Lead = append(sheet.Lead, document.Pair{Label: t("core_number"), Value: a.Registered})
		}
	}
	defer Rendering.Start()()
	return document.Render(fonts, sheet)
}

func parts(sections []Section) []document.Part {
	var out []document.Part
	for _, sec := range sections {
		p := document.Part{Name: sec.Name.JA}
		for _, r := range sec.Rows {
			p.Rows = append(p.Rows, document.Row{Label: r.Name.JA, Value: r.Value, Note: r.Note, Dangerous: r.Dangerous})
		}
		out = append(out, p)
	}
	return out
}

func labels(t func(string) string) document.Labels {
	return document.Labels{Reception: t("reception"), Ticket: t("ticket"), Order: t("order"), Item: t("item"), Value: t("value"), Tick: t("tick"),
		Empty: t("empty"), Continued: t("continued"), Dangerous: t("dangerous"), MadeAt: t("made_at"), MadeBy: t("made_by"), Number: t("number"), CutHere: t("cut_here")}
}

// PDF reads a stored paper: the very bytes that were made.
func (s *Service) PDF(ctx context.Context, actor kernel.Actor, id string) (Document, []byte, error) {
	var d Document
	var secret blob.Secret
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		var err error
		if d, err = one(ctx, tx, id); err != nil {
			return err
		}
		a, err := s.visits.Application(ctx, tx, actor, d.Application)
		if err != nil {
			return err
		}
		if err := staff.Require(actor, staff.SeeVisit, a.Office); err != nil {
			return err
		}
		secret, err = s.visits.Secret(ctx, tx, d.Application)
		return err
	})
	if err != nil {
		return d, nil, err
	}
	sealed, err := s.store.Get(ctx, d.blob)
	if err != nil {
		return d, nil, err
	}
	pdf, err := secret.Open(d.blob, sealed)
	return d, pdf, err
}

// Of lists the papers of applications, oldest first.
func (s *Service) Of(ctx context.Context, applications ...string) ([]Document, error) {
	out := []Document{}
	if len(applications) == 0 {
		return out, nil
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		out, err = list(ctx, tx, ofApplications(len(applications)), db.Args(applications)...)
		return err
	})
	return out, err
}

const columns = `id, application, visit, kind, number, blob, digest, bytes, version, staff, at`

func selecting(where string) string { return `SELECT ` + columns + ` FROM document WHERE ` + where }

func ofApplications(n int) string { return `application IN (` + db.List(1, n) + `) ORDER BY at, id` }

var ofOne = selecting(ofApplications(1))

// Expect has what [Service.Of] reads of an application read along with what is
// asked next under the same snapshot.
func (s *Service) Expect(ctx context.Context, application string) {
	s.journal.DB().Ahead(ctx, ofOne, application)
}

func list(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Document, error) {
	out := []Document{}
	err := tx.Each(ctx, selecting(where), args, func(scan func(...any) error) error {
		var d Document
		var at int64
		err := scan(&d.ID, &d.Application, &d.Visit, &d.Kind, &d.Number, &d.blob, &d.Digest, &d.Bytes, &d.Version, &d.Staff, &at)
		d.At = kernel.FromMillis(at)
		out = append(out, d)
		return err
	})
	return out, err
}

func one(ctx context.Context, tx *db.Tx, id string) (Document, error) {
	ds, err := list(ctx, tx, `id=$1`, id)
	if err == nil && len(ds) == 0 {
		err = kernel.E(kernel.NotFound, "document_unknown")
	}
	if err != nil {
		return Document{}, err
	}
	return ds[0], nil
}

func insert(ctx context.Context, c *journal.Change, d Document) error {
	return c.Later(ctx, `INSERT INTO document (`+columns+`) VALUES `+db.Values(1, 11),
		d.ID, d.Application, d.Visit, d.Kind, d.Number, d.blob, d.Digest, d.Bytes, d.Version, d.Staff, kernel.Millis(d.At))
}

// newest is the highest version of an application that a paper of it was made
// from, 0 without one.
const newest = `SELECT COALESCE(MAX(version), 0) FROM document WHERE application=$1`

// Stale tells whether the paper may say what is no longer so: its application
// was taken back to entry since, because an error had been found. Versions tell
// it, not moments: the clocks of two nodes differ.
func (d Document) Stale(a visit.Application) bool { return d.Version < a.Reopened }

// fresh tells whether an application has a paper of what stands in it now.
func fresh(ctx context.Context, c *journal.Change, a visit.Application) (bool, error) {
	var d Document
	err := c.Row(ctx, newest, []any{a.ID}, &d.Version)
	return d.Version > 0 && !d.Stale(a), err
}

// PrintAgain records that a paper that came out already is printed once more
// (印刷し直す), and why: who counts sheets afterwards finds as many in the
// record. Errors: "document_unknown", "not_yet_printed", "document_stale",
// "reason_missing".
func (s *Service) PrintAgain(ctx context.Context, actor kernel.Actor, id, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return kernel.E(kernel.Invalid, "reason_missing").On("reason")
	}
	var d Document
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { d, err = one(ctx, tx, id); return err })
	if err != nil {
		return err
	}
	return s.move(ctx, actor, d.Application, staff.Print, func(c *journal.Change, a *visit.Application, _ *catalog.Procedure) error {
		switch {
		case a.State != visit.Printed && a.State != visit.Finished:
			return kernel.E(kernel.Conflict, "not_yet_printed")
		case d.Stale(*a):
			return kernel.E(kernel.Conflict, "document_stale")
		}
		if err := s.visits.Remark(ctx, c, a.Visit, a.ID, "reprinted", reason); err != nil {
			return err
		}
		return c.Record(ctx, journal.Event{Kind: "document.reprinted", Office: a.Office, Visit: a.Visit, Application: a.ID,
			Payload: map[string]any{"document": d.ID, "kind": d.Kind, "number": d.Number, "digest": d.Digest}})
	})
}
