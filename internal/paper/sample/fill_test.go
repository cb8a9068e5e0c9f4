package sample_test

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

var procedures = []string{"transfer_in", "nhi_join", "resident_certificate", "move_within", "child_allowance_claim"}

func open(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fill(t testing.TB, procedure string, seed uint64, opts sample.Options) sample.Truth {
	t.Helper()
	got, err := sample.Fill(open(t), procedure, seed, opts)
	if err != nil {
		t.Fatalf("%s seed %d %+v: %v %v", procedure, seed, opts, err, kernel.CodeOf(err))
	}
	return got
}

func TestEveryFormCanBeKeyed(t *testing.T) {
	t.Parallel()
	days := []time.Time{{}, time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC), time.Date(2028, 2, 29, 23, 0, 0, 0, time.UTC)}
	for _, p := range procedures {
		for i, opts := range []sample.Options{{}, {Foreign: true}, {HardNames: true}, {Sheet3: true}} {
			t.Run(p+strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(200) {
					o := opts
					o.Today, o.People = days[seed%3], int(seed%6)
					truth := fill(t, p, seed, o)
					keyed(t, truth)
				}
			})
		}
	}
}

// keyed types the form field by field in the order of keying, as a person
// would, and holds the result against what the sample says.
func keyed(t *testing.T, truth sample.Truth) {
	t.Helper()
	form, _ := open(t).Form(truth.Form)
	today, err := time.Parse(time.DateOnly, truth.Day)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]catalog.Value{}
	ctx := catalog.Context{Today: today, Get: func(k string) catalog.Value { return have[k] }}
	asked := 0
	for done := map[string]bool{}; ; {
		next := ""
		for _, it := range form.Items(func(k string) string { return have[k].V }) {
			if !done[it.Key] {
				next = it.Key
				break
			}
		}
		if next == "" {
			break
		}
		done[next] = true
		got := form.Check(next, truth.Typed[next], ctx)
		if got.Problem != nil && got.Problem.Level == catalog.LevelError {
			t.Fatalf("%s seed %d: %s %q is refused: %s", truth.Procedure, truth.Seed, next, truth.Typed[next], got.Problem.Code)
		}
		if got.Value.Filled() {
			have[next] = got.Value
			asked++
		}
	}
	if !reflect.DeepEqual(have, truth.Want) {
		t.Fatalf("%s seed %d: keyed\n%v\nwant\n%v", truth.Procedure, truth.Seed, have, truth.Want)
	}
	for key, v := range have { // a saved draft, shown as one types it, reads as the same again
		typed := form.Retype(key, v)
		if again := form.Check(key, typed, ctx).Value.V; again != v.V {
			t.Errorf("%s seed %d: %s %q is shown as %q and reads as %q", truth.Procedure, truth.Seed, key, v.V, typed, again)
		}
	}
	for _, p := range form.CheckAll(have, ctx) {
		if p.Level == catalog.LevelError {
			t.Fatalf("%s seed %d: %s %s", truth.Procedure, truth.Seed, p.Key, p.Code)
		}
	}
	if truth.Name == "" || truth.Procedure == "transfer_in" && asked < 20 {
		t.Fatalf("%s seed %d: name %q, %d fields", truth.Procedure, truth.Seed, truth.Name, asked)
	}
}

func TestSameSeedSameForm(t *testing.T) {
	t.Parallel()
	a, b := fill(t, "transfer_in", 7, sample.Options{}), fill(t, "transfer_in", 7, sample.Options{})
	if !reflect.DeepEqual(a, b) {
		t.Error("one seed gave two forms")
	}
	names := map[string]bool{}
	for seed := range uint64(60) {
		names[fill(t, "transfer_in", seed, sample.Options{}).Name] = true
	}
	if len(names) < 40 {
		t.Errorf("60 seeds gave only %d names", len(names))
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 5; n++ {
		if got := fill(t, "transfer_in", 3, sample.Options{People: n}); got.People() != n {
			t.Errorf("%d people, want %d", got.People(), n)
		}
	}
	if got := fill(t, "resident_certificate", 3, sample.Options{People: 9}); got.People() != 4 {
		t.Errorf("%d people on a form with 4 rows", got.People())
	}
	if got := fill(t, "transfer_in", 3, sample.Options{Foreign: true}); got.Want["person.1.foreign"].V != "1" || got.Want["sheets"].V != "2" {
		t.Errorf("no foreign resident: %v", got.Want)
	}
}

// TestNoNumberIsAnybodys: the numbers that are written belong to nobody.
func TestNoNumberIsAnybodys(t *testing.T) {
	t.Parallel()
	seen := 0
	for seed := range uint64(200) {
		for key, v := range fill(t, "nhi_join", seed, sample.Options{}).Secret {
			if _, err := jp.MyNumber(v); kernel.CodeOf(err) != "my_number_check" {
				t.Fatalf("%s %s could be a real Individual Number: %v", key, v, err)
			}
			seen++
		}
	}
	if seen < 400 {
		t.Errorf("only %d secret numbers", seen)
	}
}

func TestFillRefusesUnknownProcedures(t *testing.T) {
	t.Parallel()
	if _, err := sample.Fill(open(t), "no_such", 1, sample.Options{}); kernel.CodeOf(err) != "sample_procedure" {
		t.Errorf("error %v", err)
	}
}
