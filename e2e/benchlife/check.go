package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os/exec"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// expected are the events of a life in order. The visitor sits down and comes
// back as the counters need, so other events of the visit may stand between.
var expected = []string{"visit.arrived", "visit.called", "visit.received", "application.added", "page.added",
	"application.accepted", "application.requested", "application.claimed", "application.entered", "application.verification_begun",
	"fields.confirmed", "application.completed", "application.registered", "application.checked", "document.made",
	"application.printed", "application.finished", "visit.closed"}

// once are events that a life has exactly once; several people may confirm in
// one room.
func once(kind string) bool { return kind != "fields.confirmed" }

// check proves that the measured work was really done: every application
// finished, its values as they were written on the paper, its paper a whole
// PDF, its record complete and in order.
func check(ctx context.Context, place harness.Place, c *crew) error {
	if begun := min(int(c.next.Load()), len(c.cases)); len(c.done) < begun {
		return fmt.Errorf("%d of %d applications were finished", len(c.done), begun)
	}
	record, err := readJournal(ctx, place)
	if err != nil {
		return err
	}
	clerk := c.workers[0].Clerk
	index := make([]int, len(c.done))
	for i := range index {
		index[i] = i
	}
	return harness.Each(index, 2, func(i int) error {
		id := c.done[i]
		if err := checkOne(ctx, clerk, c, id, record, i%25 == 0); err != nil {
			return fmt.Errorf("application %s: %w", id, err)
		}
		return nil
	})
}

// readJournal reads the whole record by visit.
func readJournal(ctx context.Context, place harness.Place) (map[string][]journal.Entry, error) {
	auditor, err := harness.SignIn(ctx, harness.NewTransport(), place.URL(), harness.Auditor, "")
	if err != nil {
		return nil, err
	}
	out := map[string][]journal.Entry{}
	for after := ""; ; {
		events, next, err := auditor.Journal(ctx, after)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			out[e.Visit] = append(out[e.Visit], e)
		}
		if next == after {
			return out, nil
		}
		after = next
	}
}

func checkOne(ctx context.Context, clerk *harness.Client, c *crew, id string, record map[string][]journal.Entry, deep bool) error {
	cs, _, err := c.book.Of(id)
	if err != nil {
		return err
	}
	a, err := clerk.Application(ctx, id)
	if err != nil {
		return err
	}
	if a.State != visit.Finished {
		return fmt.Errorf("state %s", a.State)
	}
	if err := checkValues(cs, a.Values); err != nil {
		return err
	}
	if len(a.Documents) != 1 {
		return fmt.Errorf("%d papers", len(a.Documents))
	}
	if err := checkPaper(ctx, clerk, a.Documents[0], deep); err != nil {
		return err
	}
	return checkRecord(record[a.Visit])
}

func checkValues(cs *harness.Case, values []harness.Value) error {
	got := map[string]harness.Value{}
	for _, v := range values {
		got[v.Key] = v
	}
	for key, want := range cs.Want {
		if v, ok := got[key]; !ok || v.Value != want.V || v.Written != want.W || v.Mark != want.M {
			return fmt.Errorf("field %s does not hold what was keyed", key)
		}
	}
	return nil
}

// checkPaper opens the PDF: its bytes are those the record names, it has a
// head, a cross-reference and an end; now and then another program reads it.
func checkPaper(ctx context.Context, clerk *harness.Client, d harness.Document, deep bool) error {
	pdf, err := clerk.PDF(ctx, d.ID)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(pdf)
	if len(pdf) != d.Bytes || hex.EncodeToString(sum[:]) != d.Digest {
		return errors.New("the paper is not the one that was made")
	}
	end := bytes.TrimSpace(pdf[max(0, len(pdf)-64):])
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(end, []byte("%%EOF")) || !bytes.Contains(end, []byte("startxref")) {
		return errors.New("the paper is no PDF")
	}
	tool, err := exec.LookPath("pdftotext")
	if !deep || err != nil {
		return nil
	}
	cmd := exec.CommandContext(ctx, tool, "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err == nil && len(bytes.TrimSpace(text)) == 0 {
		err = errors.New("the paper has no text")
	}
	return err
}

// checkRecord finds the expected events in order, each once.
func checkRecord(es []journal.Entry) error {
	at := 0
	count := map[string]int{}
	for _, e := range es {
		count[e.Kind]++
		if at < len(expected) && e.Kind == expected[at] {
			at++
		}
	}
	if at < len(expected) {
		return fmt.Errorf("the record lacks %s", expected[at])
	}
	for _, kind := range expected {
		if once(kind) && count[kind] != 1 {
			return fmt.Errorf("the record has %s %d times", kind, count[kind])
		}
	}
	return nil
}
