package hall_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// What is issued about a protected person goes to the person or their legal
// representative, over the counter: to no agent and by no mail. What they
// notify is taken in from an agent as from everybody else's.
func TestNothingOfAProtectedPersonGoesToAnAgentOrByMail(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		named := clerk
		named.Grants = append([]kernel.Grant{{Role: "guardian", Office: "chuo"}}, clerk.Grants...)
		for _, as := range visit.CameAs() {
			for _, protected := range []bool{false, true} {
				v := w.visitor(visit.Came{As: as, Proof: "one"}, "resident_certificate", "transfer_in")
				if protected {
					w.ok(w.Visits.Protect(w.ctx, named, v.ID))
				}
				err := w.Visits.Accept(w.ctx, named, v.Applications[0].ID)
				switch {
				case protected && (as == "agent" || as == "agent_letter"):
					w.refused("protected_in_person", err)
				case as == "legal":
					w.refused("right_needed", err)
				case as == "agent":
					w.refused("letter_needed", err)
				default:
					w.ok(err)
				}
				w.ok(w.Visits.Accept(w.ctx, named, v.Applications[1].ID))
			}
		}

		legal := w.visitor(visit.Came{As: "legal", Proof: "one", ProofKind: "family_register"}, "resident_certificate")
		w.ok(w.Visits.Protect(w.ctx, named, legal.ID))
		w.ok(w.Visits.Accept(w.ctx, named, legal.Applications[0].ID))

		v := w.visitor(self, "resident_certificate")
		app := v.Applications[0].ID
		w.through(app, "resident_certificate", 6)
		w.printed(app, "receipt")
		p, _ := w.Catalog.Procedure("resident_certificate")
		if !catalogHas(p, handover.Mail) {
			t.Fatal("the procedure is never mailed")
		}
		w.ok(w.Visits.Protect(w.ctx, named, v.ID))
		w.refused("protected_not_mailed", w.Handover.Finish(w.ctx, named, app, handover.HandOver{Ending: handover.Mail, Checklist: all}))
		w.refused("protected_not_mailed", w.Handover.FinishTogether(w.ctx, named, v.ID, handover.Together{Checklist: all,
			Parts: []handover.Part{{Application: app, Ending: handover.Mail, Counted: true}}}))
		w.ok(w.Handover.Finish(w.ctx, named, app, handover.HandOver{Ending: handover.Delivered, Checklist: all}))
	})
}

func catalogHas(p *catalog.Procedure, ending string) bool {
	for _, e := range p.Endings {
		if e == ending {
			return true
		}
	}
	return false
}
