package review

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// handed is the ending of what the visitor took along (交付).
const handed = "delivered"

// Where a form was keyed.
const (
	AtCenter  = "center"
	AtCounter = "counter"
)

type routeDay struct{ day, route string }

// claim is a day's counts of one route.
type claim struct {
	checked, found   int
	verified, waited times
}

// times are durations with what their mean and its interval need, seconds.
type times struct{ n, sum, squares int }

func (t *times) add(d time.Duration) {
	s := int(d / time.Second)
	t.n, t.sum, t.squares = t.n+1, t.sum+s, t.squares+s*s
}

func (t *times) plus(o times) { t.n, t.sum, t.squares = t.n+o.n, t.sum+o.sum, t.squares+o.squares }

// claim counts an event for what the center is said to improve. Forms that were
// registered afterwards and those that took more than a day are left out: their
// times say nothing about work.
func (s *Service) claim(ctx context.Context, tx *db.Tx, into map[routeDay]*claim, e journal.Entry, a visit.Application) error {
	if a.Route != AtCenter && a.Route != AtCounter {
		return nil
	}
	switch e.Kind {
	case checked, reopened, completed, finished:
	default:
		return nil
	}
	vs, err := s.visits.Visits(ctx, tx, a.Visit)
	if err != nil || vs[a.Visit].Late {
		return err
	}
	c := at(into, routeDay{kernel.Day(e.At), a.Route})
	switch e.Kind {
	case checked:
		c.checked++
	case reopened:
		c.checked++
		c.found++
	case completed:
		since, err := s.journal.LastOf(ctx, tx, a.Visit, a.ID, entered)
		if err == nil && kernel.Day(since) == kernel.Day(e.At) && !since.After(e.At) {
			c.verified.add(e.At.Sub(since))
		}
		return err
	case finished:
		if a.AcceptedAt != nil && a.Ending == handed && kernel.Day(*a.AcceptedAt) == kernel.Day(e.At) {
			c.waited.add(e.At.Sub(*a.AcceptedAt))
		}
	}
	return nil
}

func writeClaims(ctx context.Context, tx *db.Tx, claims map[routeDay]*claim) error {
	for _, k := range slices.SortedFunc(maps.Keys(claims), func(a, b routeDay) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.route, b.route)) }) {
		c := claims[k]
		if err := tx.Later(ctx, `INSERT INTO review_claim (day, route, checked, found, verified, verify_s, verify_sq, waited, wait_s, wait_sq) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
			ON CONFLICT (day, route) DO UPDATE SET checked=review_claim.checked+excluded.checked, found=review_claim.found+excluded.found,
			verified=review_claim.verified+excluded.verified, verify_s=review_claim.verify_s+excluded.verify_s, verify_sq=review_claim.verify_sq+excluded.verify_sq,
			waited=review_claim.waited+excluded.waited, wait_s=review_claim.wait_s+excluded.wait_s, wait_sq=review_claim.wait_sq+excluded.wait_sq`,
			k.day, k.route, c.checked, c.found, c.verified.n, c.verified.sum, c.verified.squares, c.waited.n, c.waited.sum, c.waited.squares); err != nil {
			return err
		}
	}
	return nil
}

// Minutes is a mean with its 95 % interval, and of how many.
type Minutes struct {
	N               int
	Mean, Low, High float64
}

func (t times) minutes() Minutes {
	m := Minutes{N: t.n}
	if t.n == 0 {
		return m
	}
	n := float64(t.n)
	m.Mean = float64(t.sum) / n / 60
	m.Low, m.High = m.Mean, m.Mean
	if t.n > 1 {
		variance := (float64(t.squares) - float64(t.sum)*float64(t.sum)/n) / (n - 1)
		half := 1.959964 * math.Sqrt(math.Max(0, variance)/n) / 60
		m.Low, m.High = math.Max(0, m.Mean-half), m.Mean+half
	}
	return m
}

// Side is one side of a comparison.
type Side struct {
	From, To string // business days, both included
	Route    string // "" for both
	Checked  int    // forms that came to the counter check
	Found    int    // of them, with an error that had them keyed again
	Errors   quality.Estimate
	Verify   Minutes // from the end of the entry to the end of its verification
	Wait     Minutes // from the reception to the hand-over
}

// Empty tells whether nothing was counted on the side.
func (x Side) Empty() bool { return x.Checked+x.Verify.N+x.Wait.N == 0 }

// Enough is how many of a side a difference needs before anything is said.
const Enough = 30

// claimDays is how far a comparison by date looks to either side.
const claimDays = 60

// Compare sets the forms keyed at the center against those keyed at the
// counter, in the days around a business day ("2026-11-24"), and the days
// before it against those from it on, for who may see the team's quality.
func (s *Service) Compare(ctx context.Context, actor kernel.Actor, day string) (routes, dates [2]Side, err error) {
	if err := staff.Require(actor, staff.SeeQuality, actor.Office); err != nil {
		return routes, dates, err
	}
	t, err := time.ParseInLocation(time.DateOnly, day, kernel.Tokyo)
	if err != nil {
		return routes, dates, kernel.E(kernel.Invalid, "day_invalid").On("day")
	}
	from, before, to := t.AddDate(0, 0, -claimDays).Format(time.DateOnly), t.AddDate(0, 0, -1).Format(time.DateOnly), t.AddDate(0, 0, claimDays).Format(time.DateOnly)
	routes = [2]Side{{From: from, To: to, Route: AtCounter}, {From: from, To: to, Route: AtCenter}}
	dates = [2]Side{{From: from, To: before}, {From: day, To: to}}
	var sums [4]claim
	sides := []*Side{&routes[0], &routes[1], &dates[0], &dates[1]}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT day, route, checked, found, verified, verify_s, verify_sq, waited, wait_s, wait_sq FROM review_claim WHERE day>=$1 AND day<=$2`, []any{from, to}, func(scan func(...any) error) error {
			var k routeDay
			var c claim
			err := scan(&k.day, &k.route, &c.checked, &c.found, &c.verified.n, &c.verified.sum, &c.verified.squares, &c.waited.n, &c.waited.sum, &c.waited.squares)
			for i, x := range sides {
				if k.day >= x.From && k.day <= x.To && (x.Route == "" || x.Route == k.route) {
					sums[i].plus(c)
				}
			}
			return err
		})
	})
	for i, x := range sides {
		x.Checked, x.Found = sums[i].checked, sums[i].found
		x.Errors, x.Verify, x.Wait = quality.Binomial(x.Checked, x.Found), sums[i].verified.minutes(), sums[i].waited.minutes()
	}
	return routes, dates, err
}

func (c *claim) plus(o claim) {
	c.checked, c.found = c.checked+o.checked, c.found+o.found
	c.verified.plus(o.verified)
	c.waited.plus(o.waited)
}
