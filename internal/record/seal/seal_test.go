package seal_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/seal"
)

type kept struct {
	mu   sync.Mutex
	note string
}

func (k *kept) Last() (string, error) { k.mu.Lock(); defer k.mu.Unlock(); return k.note, nil }
func (k *kept) Keep(n string) error   { k.mu.Lock(); defer k.mu.Unlock(); k.note = n; return nil }

func newKeys(t *testing.T) seal.Keys {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "hitomado")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return seal.Keys{Signer: signer, Trusted: note.VerifierList(verifier)}
}

// record is a journal with three seals over 30 events and two new events.
type record struct {
	*testing.T
	db      *db.DB
	journal *journal.Journal
	seals   *seal.Service
	keys    seal.Keys
	outside *kept
}

func sealed(t *testing.T, d *db.DB) *record {
	t.Helper()
	clock := kernel.NewManual(time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo))
	j := journal.New(d, clock)
	r := &record{T: t, db: d, journal: j, keys: newKeys(t), outside: &kept{}}
	r.seals = seal.New(j, r.keys, r.outside)
	for range 3 {
		r.events(10)
		r.seal(r.seals)
	}
	clock.Advance(time.Minute)
	r.events(2)
	return r
}

func (r *record) events(n int) {
	r.Helper()
	for i := range n {
		_, err := r.journal.Change(context.Background(), kernel.Actor{ID: "tamura"}, func(c *journal.Change) (string, error) {
			return "", c.Record(context.Background(), journal.Event{Kind: "visit.called", Visit: fmt.Sprint("v", i%3), Payload: map[string]any{"i": i}})
		})
		if err != nil {
			r.Fatal(err)
		}
	}
}

// seal seals everything there is; transactions of other tests on the same
// server may hold the horizon for a moment.
func (r *record) seal(s *seal.Service) {
	r.Helper()
	for until := time.Now().Add(20 * time.Second); ; {
		if err := s.All(context.Background()); err != nil {
			r.Fatal(err)
		}
		rep := r.verify(s)
		if rep.Unsealed == 0 {
			return
		}
		if time.Now().After(until) {
			r.Fatalf("%d events stay unsealed", rep.Unsealed)
		}
	}
}

func (r *record) verify(s *seal.Service) seal.Report {
	r.Helper()
	rep, err := s.Verify(context.Background())
	if err != nil {
		r.Fatal(err)
	}
	return rep
}

// tamper runs statements as somebody who owns the database.
func (r *record) tamper(statements ...string) {
	r.Helper()
	guard := []string{"DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete", "DROP TRIGGER seal_no_update", "DROP TRIGGER seal_no_delete",
		"DROP TRIGGER journal_part_no_update", "DROP TRIGGER journal_part_no_delete", "DROP TRIGGER journal_place_no_delete"}
	if r.db.Engine() == db.Postgres {
		guard = []string{"DROP TRIGGER journal_append_only ON journal", "DROP TRIGGER seal_append_only ON seal",
			"DROP TRIGGER journal_part_owner_only ON journal_part", "DROP TRIGGER journal_place_owner_only ON journal_place"}
	}
	err := r.db.Write(context.Background(), func(tx *db.Tx) error {
		for _, q := range append(guard, statements...) {
			if _, err := tx.Exec(context.Background(), q); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
}

func TestAWholeRecordIsFoundWhole(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r := sealed(t, d)
		rep := r.verify(r.seals)
		if len(rep.Findings) != 0 || rep.Seals < 3 || rep.Events != 32 || rep.Unsealed != 2 {
			t.Fatalf("%+v", rep)
		}
	})
}

// Every way to lie about the past is found and the event is named.
func TestEveryChangeOfThePastIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tamper []string
		code   string
		seq    int64
	}{
		"an actor changed":          {[]string{`UPDATE journal SET actor='somebody' WHERE seq=12`}, seal.Changed, 12},
		"a payload changed":         {[]string{`UPDATE journal SET payload='{"i": 1}' WHERE seq=12`}, seal.Changed, 12},
		"a time changed":            {[]string{`UPDATE journal SET at=at+1 WHERE seq=30`}, seal.Changed, 30},
		"bytes moved between parts": {[]string{`UPDATE journal SET kind='visit.', actor='calledtamura' WHERE seq=1`}, seal.Changed, 1},
		"the first removed":         {[]string{`DELETE FROM journal WHERE seq=1`}, seal.Removed, 1},
		"one removed":               {[]string{`DELETE FROM journal WHERE seq=17`}, seal.Removed, 17},
		"the last sealed removed":   {[]string{`DELETE FROM journal WHERE seq=30`}, seal.Removed, 30},
		"one inserted before": {[]string{`INSERT INTO journal (seq,at,kind,actor,device,seat,office,visit,application,field,payload)
			VALUES (0,1,'visit.called','x','','','','v0','','','{}')`}, seal.Inserted, 0},
		"two exchanged":    {[]string{`UPDATE journal SET seq=1000 WHERE seq=5`, `UPDATE journal SET seq=5 WHERE seq=6`, `UPDATE journal SET seq=6 WHERE seq=1000`}, seal.Moved, 5},
		"a seal rewritten": {[]string{`UPDATE seal SET note=replace(note, 'hitomado journal', 'hitomado  journal') WHERE number=2`}, seal.Forged, 0},
		"a seal removed":   {[]string{`DELETE FROM seal WHERE number=2`}, seal.Forged, 0},
		"leaves rewritten": {[]string{`UPDATE seal SET leaves=(SELECT leaves FROM seal s WHERE s.number=1) WHERE number=2`}, seal.Forged, 0},
		"the end cut off":  {[]string{`DELETE FROM seal WHERE number>=3`, `DELETE FROM journal WHERE seq > 20`}, seal.Cut, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				r := sealed(t, d)
				r.tamper(c.tamper...)
				rep := r.verify(r.seals)
				for _, f := range rep.Findings {
					if f.Code == c.code && f.Seq == c.seq {
						return
					}
				}
				t.Errorf("not found: %+v", rep)
			})
		})
	}
}

// What was packed is as well guarded as a row: an event changed, taken away or
// added inside a part is named, and so is every event of a part that cannot be
// read.
func TestEveryChangeOfPackedEventsIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events func([]journal.Entry) []journal.Entry // what a forger packs instead
		tamper []string
		code   string
		seq    int64
	}{
		"nothing":          {},
		"an actor changed": {func(es []journal.Entry) []journal.Entry { es[11].Actor = "somebody"; return es }, nil, seal.Changed, 12},
		"a payload changed": {func(es []journal.Entry) []journal.Entry {
			es[11].Payload = []byte(`{"i": 1}`)
			return es
		}, nil, seal.Changed, 12},
		"one removed": {func(es []journal.Entry) []journal.Entry { return slices.Delete(es, 16, 17) }, nil, seal.Removed, 17},
		"two exchanged": {func(es []journal.Entry) []journal.Entry {
			es[4].Cursor, es[5].Cursor = es[5].Cursor, es[4].Cursor
			return es
		}, nil, seal.Moved, 5},
		"all removed":          {nil, []string{`DELETE FROM journal_part`}, seal.Removed, 1},
		"one that is not read": {nil, []string{`UPDATE journal_part SET body=(SELECT leaves FROM seal WHERE number=1)`}, seal.Removed, 1},
		"a row beside it": {nil, []string{`INSERT INTO journal (seq,at,kind,actor,device,seat,office,visit,application,field,payload)
			VALUES (7,1,'visit.called','x','','','','v0','','','{}')`}, seal.Inserted, 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				r := sealed(t, d)
				n := r.rest()
				if c.tamper != nil || c.events != nil {
					r.tamper(c.tamper...)
				}
				if c.events != nil {
					r.repack(c.events)
				}
				rep := r.verify(r.seals)
				if c.code == "" {
					if len(rep.Findings) != 0 || rep.Events != 32 || rep.Unsealed != 2 || n != 30 {
						t.Fatalf("%d packed: %+v", n, rep)
					}
					if _, err := r.seals.Prove(context.Background(), "v1"); err != nil {
						t.Fatal(err)
					}
					r.events(3)
					r.seal(r.seals) // and goes on behind packed events
					return
				}
				if !slices.ContainsFunc(rep.Findings, func(f seal.Finding) bool { return f.Code == c.code && f.Seq == c.seq }) {
					t.Errorf("not found: %+v", rep)
				}
			})
		})
	}
}

// rest packs the sealed events.
func (r *record) rest() int {
	r.Helper()
	for until := time.Now().Add(20 * time.Second); ; { // others on the same server may hold the horizon for a moment
		n, err := r.journal.Rest(context.Background(), r.journal.Now(), "9223372036854775807-0", 30)
		if err != nil {
			r.Fatal(err)
		}
		if n > 0 || time.Now().After(until) {
			return n
		}
	}
}

// repack stores the packed events again, as somebody wants them.
func (r *record) repack(as func([]journal.Entry) []journal.Entry) {
	r.Helper()
	var events []journal.Entry
	err := r.journal.Walk(context.Background(), func(e journal.Entry) error {
		if e.Cursor.Seq() <= 30 {
			events = append(events, e)
		}
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
	err = r.db.Write(context.Background(), func(tx *db.Tx) error {
		for _, table := range []string{"journal_place", "journal_part"} {
			if _, err := tx.Exec(context.Background(), `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return journal.Store(context.Background(), tx, as(events))
	})
	if err != nil {
		r.Fatal(err)
	}
}

// A chain that lost its end is not sealed over: the evidence stays.
func TestNothingIsSealedOnTopOfACutChain(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r := sealed(t, d)
		r.tamper(`DELETE FROM seal WHERE number>=3`)
		err := r.seals.All(context.Background())
		for until := time.Now().Add(20 * time.Second); err == nil && time.Now().Before(until); { // while others hold the horizon there is nothing to seal
			err = r.seals.All(context.Background())
		}
		if kernel.CodeOf(err) != "seal_cut" {
			t.Errorf("sealed on: %v", err)
		}
	})
}

// Somebody with the database but without the key cannot seal a new past.
func TestAForeignKeyIsNotBelieved(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r := sealed(t, d)
		r.tamper(`DELETE FROM seal`, `UPDATE journal SET actor='somebody' WHERE seq=12`)
		r.seal2(seal.New(r.journal, newKeys(t), &kept{}))
		if rep := r.verify(r.seals); len(rep.Findings) == 0 || rep.Findings[0].Code != seal.Forged {
			t.Errorf("%+v", rep)
		}
	})
}

func (r *record) seal2(s *seal.Service) {
	r.Helper()
	if err := s.All(context.Background()); err != nil {
		r.Fatal(err)
	}
}

// Two nodes that seal at once make one chain.
func TestTwoNodesMakeOneChain(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r := sealed(t, d)
		other := seal.New(r.journal, r.keys, &kept{})
		var wg sync.WaitGroup
		for i := range 4 {
			r.events(5)
			for _, s := range []*seal.Service{r.seals, other} {
				wg.Go(func() {
					if err := s.All(context.Background()); err != nil {
						t.Errorf("round %d: %v", i, err)
					}
				})
			}
			wg.Wait()
		}
		r.seal(other)
		if rep := r.verify(r.seals); len(rep.Findings) != 0 || rep.Events != 52 {
			t.Errorf("%+v", rep)
		}
	})
}

func TestAnEventThatCommitsLateIsSealedLater(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		if d.Engine() == db.SQLite {
			return // one writer: commit order is number order
		}
		r, ctx := sealed(t, d), context.Background()
		begun, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
		go func() {
			_, err := r.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
				err := c.Record(ctx, journal.Event{Kind: "late"})
				close(begun)
				<-release
				return "", err
			})
			done <- err
		}()
		<-begun
		r.events(3) // numbers above the late one, committed before it
		if err := r.seals.All(ctx); err != nil {
			t.Fatal(err)
		}
		close(release)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		r.seal(r.seals)
		if rep := r.verify(r.seals); len(rep.Findings) != 0 || rep.Events != 36 {
			t.Errorf("%+v", rep)
		}
	})
}

func TestAProofIsCheckedWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r := sealed(t, d)
		p, err := r.seals.Prove(context.Background(), "v1")
		if err != nil || len(p.Events) != 9 {
			t.Fatalf("%d events: %v", len(p.Events), err)
		}
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		check := func(change, with string) error {
			var read seal.Proof
			if err := json.Unmarshal([]byte(strings.Replace(string(text), change, with, 1)), &read); err != nil {
				t.Fatal(err)
			}
			_, err := read.Check(r.keys.Trusted)
			return err
		}
		if err := check("", ""); err != nil {
			t.Errorf("the proof itself: %v", err)
		}
		for change, with := range map[string]string{`"actor":"tamura"`: `"actor":"somebody"`, `"index":1`: `"index":2`, `journal seal v1\n1\n`: `journal seal v1\n2\n`} {
			if !strings.Contains(string(text), change) {
				t.Fatalf("nothing to change: %s in %s", change, text)
			}
			if err := check(change, with); kernel.CodeOf(err) != "seal_broken" {
				t.Errorf("%s: %v", with, err)
			}
		}
		if _, err := p.Check(newKeys(t).Trusted); kernel.CodeOf(err) != "seal_broken" {
			t.Errorf("another key: %v", err)
		}
		if _, err := (seal.Proof{}).Check(r.keys.Trusted); kernel.CodeOf(err) != "seal_broken" {
			t.Errorf("an empty proof: %v", err)
		}
		if _, err := r.seals.Prove(context.Background(), "nobody"); kernel.KindOf(err) != kernel.NotFound {
			t.Errorf("a visit that is none: %v", err)
		}
	})
}

// What is added, sealed and packed while somebody verifies is no finding.
func TestTheRecordMayGrowWhileItIsVerified(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r := sealed(t, d)
		grown := make(chan error, 1)
		go func() {
			grown <- func() error {
				for range 25 {
					for i := range 4 {
						if _, err := r.journal.Change(t.Context(), kernel.Actor{ID: "tamura"}, func(c *journal.Change) (string, error) {
							return "", c.Record(t.Context(), journal.Event{Kind: "visit.called", Visit: fmt.Sprint("v", i%3)})
						}); err != nil {
							return err
						}
					}
					if err := r.seals.All(t.Context()); err != nil {
						return err
					}
					until, err := r.seals.Until(t.Context())
					if err == nil {
						_, err = r.journal.Rest(t.Context(), r.journal.Now().Add(time.Hour), until, 3)
					}
					if err != nil {
						return err
					}
				}
				return nil
			}()
		}()
		for {
			if rep := r.verify(r.seals); len(rep.Findings) > 0 {
				t.Errorf("%+v", rep)
			}
			select {
			case err := <-grown:
				if err != nil {
					t.Error(err)
				}
				return
			default:
			}
		}
	})
}
