package twin

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/record/journal"
)

// at is a moment n minutes into the day.
func at(n int) time.Time { return Ordinary.Start().Add(time.Duration(n) * time.Minute) }

// day makes visitors of one form each, one a minute, with so many minutes of
// keying and of verifying.
func day(offices []string, n, key, check int) []*visitor {
	var out []*visitor
	for i := range n {
		ready := at(i)
		out = append(out, &visitor{office: offices[i%len(offices)], arrived: ready, left: at(i + 60),
			forms: map[string]*formWork{"f": {ready: ready, key: time.Duration(key) * time.Minute, check: time.Duration(check) * time.Minute, done: at(i + 30)}}})
	}
	return out
}

// One visitor alone waits the same in both worlds; a crowd at one office waits
// for that office's few people while the others have nothing to do.
func TestWhatTheDayWouldHaveBeenWithoutACenter(t *testing.T) {
	t.Parallel()
	if d := later(day([]string{"chuo"}, 1, 4, 2)); d != 0 {
		t.Errorf("one visitor: %v", d)
	}
	alone := later(day([]string{"minato"}, 30, 4, 2))
	spread := later(day([]string{"chuo", "chuo", "kita", "chuo", "minato", "kita"}, 30, 4, 2))
	if alone < 10*time.Minute || spread > alone/4 || spread < 0 {
		t.Errorf("all at the smallest office %v later, spread %v later", alone, spread)
	}
}

// Whoever keyed a form does not verify it, in the computed worlds too: with
// two people and one form, nothing is saved by the first being free.
func TestTheComputedWorldsKeepTheRules(t *testing.T) {
	t.Parallel()
	vs := day([]string{"chuo"}, 2, 10, 10)
	got := played(vs, 2, func(*visitor) bool { return true })
	// Both key at once (0–10, 1–11); each then verifies the other's: the first
	// form from 11 to 21, the second from 11 to 21.
	if want := 21*time.Minute + 20*time.Minute; got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// A visit registered after an outage is no measure of anything.
func TestTheDayLeavesOutWhatWasRegisteredLate(t *testing.T) {
	t.Parallel()
	tw := &Twin{diary: diary{visits: map[string]*visitor{}}}
	for _, e := range []journal.Entry{
		{Visit: "a", Kind: "visit.arrived", At: at(0)}, {Visit: "a", Kind: "visit.closed", At: at(20)},
		{Visit: "b", Kind: "visit.arrived", At: at(30)}, {Visit: "b", Kind: "visit.registered_late", At: at(30)}, {Visit: "b", Kind: "visit.closed", At: at(31)},
	} {
		tw.diary.read(e)
	}
	tw.reckon()
	if d := tw.Today(); d.Visits != 1 || d.Mean != 20*time.Minute {
		t.Fatalf("%+v", d)
	}
}

// A demo that is left running for days neither fills the memory nor counts
// yesterday's visitors as today's.
func TestTheDiaryIsOfToday(t *testing.T) {
	t.Parallel()
	d := diary{visits: map[string]*visitor{}}
	for _, e := range []journal.Entry{
		{Visit: "left yesterday", Kind: "visit.arrived", At: at(0)}, {Visit: "left yesterday", Kind: "visit.closed", At: at(20)},
		{Visit: "never left", Kind: "visit.arrived", At: at(10)},
		{Visit: "over midnight", Kind: "visit.arrived", At: at(13 * 60)}, {Visit: "over midnight", Kind: "visit.closed", At: at(15 * 60)},
		{Visit: "here", Kind: "visit.arrived", At: at(16 * 60)},
	} {
		d.read(e)
	}
	d.forget(at(25 * 60))
	for id, want := range map[string]bool{"left yesterday": false, "never left": false, "over midnight": true, "here": true} {
		if _, kept := d.visits[id]; kept != want {
			t.Errorf("%s: kept %v", id, kept)
		}
	}
}
