package harness

import (
	"context"
	"fmt"
	"sync"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Password opens every account of a founded town.
const Password = "correct horse battery staple"

// Auditor is the login that may read the whole record.
const Auditor = "auditor"

// Lead is the login that runs the center.
const Lead = "leader"

// Admin is one of the two logins that decide together what is erased.
func Admin(n int) string { return fmt.Sprintf("admin-%d", n) }

// offices is how many area offices a town has at most: a ward's ten.
const offices = 10

// Login is the account of worker n in a role: clerk, keyer or verifier.
func Login(role string, n int) string { return fmt.Sprintf("%s-%d", role, n) }

// OfficeOf is the area office where worker n's clerk sits.
func OfficeOf(n int) string { return fmt.Sprintf("area-%d", n%offices) }

// SeatOf is the counter of worker n's clerk.
func SeatOf(n int) string { return fmt.Sprintf("counter-%d", n) }

// Found fills an empty place before the server starts: up to ten area offices
// with a counter for each worker, a center, and for each worker a clerk, a
// keyer and a verifier, who are three different people.
func Found(ctx context.Context, p Place, workers int) error {
	h, err := hall.Open(ctx, hall.Options{Dir: p.Data, Database: p.Database, City: "みほん市"})
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	if err := foundOffices(ctx, h, workers); err != nil {
		return err
	}
	return foundStaff(ctx, h, workers)
}

func foundOffices(ctx context.Context, h *hall.Hall, workers int) error {
	for i := range min(offices, workers) {
		o := office.Office{ID: OfficeOf(i), Kind: office.Area, Name: fmt.Sprintf("みほん第%d", i+1), NameEN: fmt.Sprintf("Mihon %d", i+1),
			Mark: fmt.Sprintf("第%d", i+1), Position: i}
		var seats []office.Seat
		for n := i; n < workers; n += offices {
			seats = append(seats, office.Seat{ID: SeatOf(n), Kind: office.Counter, Name: fmt.Sprintf("%d番", n), NameEN: fmt.Sprintf("Counter %d", n), Position: n})
		}
		if err := h.Offices.Add(ctx, kernel.SystemActor, o, seats); err != nil {
			return err
		}
		for _, proc := range h.Catalog.Procedures() {
			r := office.Rollout{Office: o.ID, Procedure: proc.ID, Mode: office.On, Way: office.Here, Since: "2020-01-01"}
			if err := h.Offices.SetRollout(ctx, kernel.SystemActor, r); err != nil {
				return err
			}
		}
	}
	center := office.Office{ID: "center", Kind: office.Center, Name: "集中入力センター", NameEN: "Entry center", Position: offices}
	return h.Offices.Add(ctx, kernel.SystemActor, center, nil)
}

// foundStaff adds people; hashing their passwords takes the time, so all
// processors take part.
func foundStaff(ctx context.Context, h *hall.Hall, workers int) error {
	people := []staff.NewPerson{{Login: Auditor, Name: "監査", Password: Password, Grants: []kernel.Grant{{Role: staff.RoleAuditor, Office: staff.Everywhere}}},
		{Login: Lead, Name: "責任者", Password: Password, Grants: []kernel.Grant{{Role: staff.RoleLead, Office: "center"}}}}
	for n := range 2 {
		people = append(people, staff.NewPerson{Login: Admin(n), Name: fmt.Sprintf("管理%d", n), Password: Password,
			Grants: []kernel.Grant{{Role: staff.RoleAdmin, Office: staff.Everywhere}}})
	}
	for n := range workers {
		people = append(people,
			staff.NewPerson{Login: Login("clerk", n), Name: fmt.Sprintf("窓口%d", n), Password: Password,
				Grants: []kernel.Grant{{Role: staff.RoleClerk, Office: OfficeOf(n)}, {Role: staff.RoleClerk, Office: staff.Everywhere}}},
			staff.NewPerson{Login: Login("keyer", n), Name: fmt.Sprintf("入力%d", n), Password: Password,
				Grants: []kernel.Grant{{Role: staff.RoleKeyer, Office: "center"}}},
			staff.NewPerson{Login: Login("verifier", n), Name: fmt.Sprintf("確認%d", n), Password: Password,
				Grants: []kernel.Grant{{Role: staff.RoleVerifier, Office: "center"}}})
	}
	return Each(people, 2, func(p staff.NewPerson) error {
		_, err := h.Staff.Add(ctx, kernel.SystemActor, p)
		return err
	})
}

// Each runs do for every item, n at a time, and returns the first error.
func Each[T any](items []T, n int, do func(T) error) error {
	next := make(chan T)
	var wg sync.WaitGroup
	var once sync.Once
	var first error
	for range n {
		wg.Go(func() {
			for it := range next {
				if err := do(it); err != nil {
					once.Do(func() { first = err })
				}
			}
		})
	}
	for _, it := range items {
		next <- it
	}
	close(next)
	wg.Wait()
	return first
}
