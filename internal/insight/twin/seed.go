package twin

import (
	"context"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Seed makes the sample city in h, or finds it there. In a fresh hall it then
// plays the first [Morning] of the day with everybody simulated, so that the
// day is in progress at once; for that the hall's clock must have
// Advance(time.Duration), as kernel.Shifted and kernel.Manual do, and is moved
// on by Morning. With any other clock the day begins empty.
func Seed(ctx context.Context, h *hall.Hall) (City, error) { return seed(ctx, h, nil) }

func seed(ctx context.Context, h *hall.Hall, stock []Sheet) (City, error) {
	city, err := found(ctx, h)
	if err != nil {
		return City{}, err
	}
	fresh, err := untouched(ctx, h)
	if err != nil || !fresh {
		return city, err
	}
	return city, play(ctx, h, city, stock)
}

// found makes what is missing of places, people and rules.
func found(ctx context.Context, h *hall.Hall) (City, error) {
	for _, s := range sites {
		if err := h.Offices.Add(ctx, kernel.SystemActor, s.Office, s.places()); err != nil && kernel.CodeOf(err) != "office_taken" && kernel.CodeOf(err) != "mark_taken" {
			return City{}, err
		}
	}
	if err := rules(ctx, h); err != nil {
		return City{}, err
	}
	known, err := people(ctx, h)
	if err != nil {
		return City{}, err
	}
	if err := samples(ctx, h); err != nil {
		return City{}, err
	}
	city := City{Name: Name}
	for _, m := range members {
		p, ok := known[m.login]
		if !ok {
			if p, err = h.Staff.Add(ctx, kernel.SystemActor, m.joining()); err != nil {
				return City{}, err
			}
		}
		place := m.place(p.ID)
		city.Staff = append(city.Staff, place)
		if m.free {
			city.Free = append(city.Free, place)
		}
	}
	return city, nil
}

func people(ctx context.Context, h *hall.Hall) (map[string]staff.Person, error) {
	list, err := h.Staff.People(ctx)
	out := make(map[string]staff.Person, len(list))
	for _, p := range list {
		out[p.Login] = p
	}
	return out, err
}

// joining is a person without a password: people of the demo sit down.
func (m member) joining() staff.NewPerson {
	n := staff.NewPerson{Login: m.login, Name: m.name, NameEN: m.english, NoPassword: true, Contracted: m.contracted}
	for _, o := range m.at {
		n.Grants = append(n.Grants, kernel.Grant{Role: m.role, Office: o})
	}
	return n
}

func (m member) place(id string) Place {
	at := m.at[0]
	if at == staff.Everywhere {
		at = ""
	}
	if m.seat != "" {
		at = m.seat[:strings.LastIndex(m.seat, "-")]
	}
	return Place{Seat: m.seat, Office: at, Staff: id, Login: m.login, Name: m.name, NameEN: m.english, Role: m.role, RoleText: roleTexts[m.role]}
}

// rules set the rollout where none is set: everything may go to the center and
// is keyed here, but for one procedure of one office that goes straight into
// the core.
func rules(ctx context.Context, h *hall.Hall) error {
	core := coreProcedure(h.Catalog)
	for _, s := range sites {
		if s.kind != office.Counter {
			continue
		}
		for _, p := range h.Catalog.Procedures() {
			if _, set, err := h.Offices.Rollout(ctx, s.ID, p.ID); err != nil || set {
				if err != nil {
					return err
				}
				continue
			}
			way := office.Here
			if s.ID == coreSite && p.ID == core {
				way = office.Core
			}
			if err := h.Offices.SetRollout(ctx, kernel.SystemActor, office.Rollout{Office: s.ID, Procedure: p.ID, Mode: office.On, Way: way, Since: since}); err != nil {
				return err
			}
		}
	}
	return nil
}

// samples have some delivered fields keyed again in quiet moments, so that the
// center's lead sees how many errors are left; whoever set it otherwise is left
// alone.
func samples(ctx context.Context, h *hall.Hall) error {
	p, err := h.Rekey.Policy(ctx, kernel.SystemActor)
	if err != nil || p.Version > 0 {
		return err
	}
	p.On, p.Floor, p.Ceiling, p.Known = true, 5, 20, 20
	return h.Rekey.SetPolicy(ctx, kernel.SystemActor, p)
}

// coreProcedure is the last procedure whose values end in the core.
func coreProcedure(c *catalog.Catalog) string {
	last := ""
	for _, p := range c.Procedures() {
		if p.Registers {
			last = p.ID
		}
	}
	return last
}

// untouched tells whether no visitor has ever come.
func untouched(ctx context.Context, h *hall.Hall) (bool, error) {
	entries, _, err := h.Journal.After(ctx, "", 500)
	for _, e := range entries {
		if e.Visit != "" {
			return false, err
		}
	}
	return true, err
}

// The morning is played with few, large steps: what a colleague does in a step
// is done at once.
const (
	morningSeed  = 8
	morningStep  = 10 * time.Second
	morningSpeed = 100
	morningBusy  = 1.6
)

func play(ctx context.Context, h *hall.Hall, city City, stock []Sheet) error {
	clock, ok := h.Clock.(interface{ Advance(time.Duration) })
	if !ok {
		return nil
	}
	t := New(h, city, Options{Seed: morningSeed, Stock: stock, Busy: morningBusy})
	t.pace = morningSpeed
	t.asking = 0.5
	for end := h.Clock.Now().Add(Morning); h.Clock.Now().Before(end); clock.Advance(morningStep) {
		if t.Step(ctx); ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}
