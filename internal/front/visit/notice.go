package visit

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
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
	Reason      string     `json:"reason"` // unproven | unlettered | unentitled
	Staff       string     `json:"staff"`  // who took it in
	At          time.Time  `json:"at"`
	SentBy      string     `json:"sent_by,omitempty"`
	SentAt      *time.Time `json:"sent_at,omitempty"`
}

// Reasons of a notice.
const (
	Unproven   = "unproven"   // 本人確認ができなかった
	Unlettered = "unlettered" // 代理人の委任状がない
	Unentitled = "unentitled" // 法定代理人の資格を証する書類がない
)

// doubt says what becomes of an application of a visitor who came like this:
// the reason of a notice that is owed, "" for none, or why it is not taken in.
// What applies is data of the procedure. What is issued about a protected person
// (支援措置) goes to nobody's agent, with a letter of attorney or without.
func (s *Service) doubt(came Came, p *catalog.Procedure, protected bool) (string, error) {
	if protected && p.Unlettered == catalog.DoubtRefuse && (came.As == "agent" || came.As == "agent_letter") {
		return "", kernel.E(kernel.Invalid, "protected_in_person")
	}
	if came.Proof == "none" {
		if p.Unproven == catalog.DoubtRefuse {
			return "", kernel.E(kernel.Invalid, "certificate_needs_proof")
		}
		return Unproven, nil
	}
	if came.As == "agent" {
		if p.Unlettered == catalog.DoubtRefuse {
			return "", kernel.E(kernel.Invalid, "letter_needed")
		}
		return Unlettered, nil
	}
	if came.As == "legal" && len(s.Entitled(came)) == 0 {
		if p.Unentitled == catalog.DoubtRefuse {
			return "", kernel.E(kernel.Invalid, "right_needed")
		}
		return Unentitled, nil
	}
	return "", nil
}

// owe records that a notice is owed for an application that is taken in.
func (s *Service) owe(ctx context.Context, c *journal.Change, a Application, reason string) error {
	if reason == "" {
		return nil
	}
	if _, err := c.Exec(ctx, `INSERT INTO notice (application, visit, office, reason, staff, at, sent_by, sent_at) VALUES ($1,$2,$3,$4,$5,$6,'',0)`,
		a.ID, a.Visit, a.Office, reason, c.Actor.ID, kernel.Millis(c.Now)); err != nil {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: "notice.owed", Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: map[string]any{"reason": reason}})
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
			n.At, n.SentAt = kernel.FromMillis(at), moment(sent)
			out = append(out, n)
			return err
		})
	})
	return out, err
}
