package through_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/promise"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/insight/sim/through"
)

// The real list hands out the same tasks to the same people at the same
// moments as the simulator, under every rule a service can have. (The bench
// plays whole days; here a busy morning with few people.)
func TestTheServiceAssignsAsTheSimulatorSays(t *testing.T) {
	t.Parallel()
	s := sim.Ward()
	const people, visitors = 4, 40
	day := s.Day(11)[:visitors]
	for _, rule := range sim.Rules() {
		if rule.Apart || rule.Oracle || rule.Policy.Ageing(0) == 0 {
			continue // not one shared list, not knowable, not allowed
		}
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			f := promise.Learned()
			want, err := sim.Play(day, people, rule.In(s, day, people, &f))
			if err != nil {
				t.Fatal(err)
			}
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				rooms, err := through.New(t.Context(), d, s, day, people, rule.Policy)
				if err != nil {
					t.Fatal(err)
				}
				got, err := sim.Play(day, people, rooms)
				if err != nil {
					t.Fatal(err)
				}
				for i := range want.Assignments {
					if i >= len(got.Assignments) || got.Assignments[i] != want.Assignments[i] {
						t.Fatalf("assignment %d: %+v instead of %+v", i, got.Assignments[i], want.Assignments[i])
					}
				}
				if len(got.Assignments) != len(want.Assignments) {
					t.Fatalf("%d assignments, not %d", len(got.Assignments), len(want.Assignments))
				}
			})
		})
	}
}
