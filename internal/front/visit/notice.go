package visit

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Notice is a letter to the old address that the office owes (受理通知): the
// notification was taken in although who came, or the right to act, could not
// be confirmed.
type Notice struct {
	Application string     `json:"application"`
	Visit       string     `json:"visit"`
	Reception   string     `json:"reception"`
	Ticket      string     `json:"ticket"`
	Reason      string     `json:"reason"` // one of the reasons below
	Staff       string     `json:"staff"`  // who took it in
	At          time.Time  `json:"at"`
	SentBy      string     `json:"sent_by,omitempty"`
	SentAt      *time.Time `json:"sent_at,omitempty"`
}

// owe records that a notice is owed for an application that is taken in. One
// that is owed for another reason already, or was sent, stays as it is.
func (s *Service) owe(ctx context.Context, c *journal.Change, a Application, reason string) error {
	if reason == "" {
		return nil
	}
	n, err := c.Exec(ctx, `INSERT INTO notice (application, visit, office, reason, staff, at, sent_by, sent_at) VALUES ($1,$2,$3,$4,$5,$6,'',0) ON CONFLICT (application) DO NOTHING`,
		a.ID, a.Visit, a.Office, reason, c.Actor.ID, kernel.Millis(c.Now))
	if err != nil || n == 0 {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: "notice.owed", Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: map[string]any{"reason": reason}})
}

// unowe takes a notice back that was not sent yet and has no reason any more,
// or another one.
func (s *Service) unowe(ctx context.Context, c *journal.Change, a Application, reason string) error {
	n, err := c.Exec(ctx, `DELETE FROM notice WHERE application=$1 AND sent_at=0 AND reason<>$2`, a.ID, reason)
	if err != nil || n == 0 {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: "notice.dropped", Office: a.Office, Visit: a.Visit, Application: a.ID})
}

// NoticeSent records that the notice to the old address was sent.
func (s *Service) NoticeSent(ctx context.Context, actor kernel.Actor, application string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.Locked(ctx, c, application)
		if err != nil {
			return "", err
		}
		if err := staff.Require(actor, staff.Receive, a.Office); err != nil {
			return "", err
		}
		n, err := c.Exec(ctx, `UPDATE notice SET sent_by=$1, sent_at=$2 WHERE application=$3 AND sent_at=0`, actor.ID, kernel.Millis(c.Now), a.ID)
		if err == nil && n == 0 {
			err = kernel.E(kernel.Conflict, "notice_not_owed")
		}
		if err != nil {
			return "", err
		}
		return a.ID, c.Record(ctx, journal.Event{Kind: "notice.sent", Office: a.Office, Visit: a.Visit, Application: a.ID})
	})
	return err
}

// Notices lists the notices of a visit, sent or not.
func (s *Service) Notices(ctx context.Context, actor kernel.Actor, visit string) ([]Notice, error) {
	if _, err := s.Get(ctx, actor, visit); err != nil {
		return nil, err
	}
	return s.notices(ctx, `n.visit=$1`, visit)
}

// NoticesOwed lists the notices an office still owes, oldest first, by number
// alone.
func (s *Service) NoticesOwed(ctx context.Context, actor kernel.Actor, office string) ([]Notice, error) {
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return nil, err
	}
	return s.notices(ctx, `n.office=$1 AND n.sent_at=0`, office)
}

func (s *Service) notices(ctx context.Context, where string, arg string) ([]Notice, error) {
	out := []Notice{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT n.application, n.visit, v.reception, v.ticket, n.reason, n.staff, n.at, n.sent_by, n.sent_at
			FROM notice n JOIN visit v ON v.id=n.visit WHERE `+where+` ORDER BY n.at, n.application LIMIT 200`, []any{arg}, func(scan func(...any) error) error {
			var n Notice
			var at, sent int64
			err := scan(&n.Application, &n.Visit, &n.Reception, &n.Ticket, &n.Reason, &n.Staff, &at, &n.SentBy, &sent)
			n.At, n.SentAt = kernel.FromMillis(at), kernel.Moment(sent)
			out = append(out, n)
			return err
		})
	})
	return out, err
}
