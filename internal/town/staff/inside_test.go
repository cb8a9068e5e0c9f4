package staff

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff/internal/cost"
)

func TestAHashFitsItsPasswordOnly(t *testing.T) {
	t.Parallel()
	h := newHasher()
	a, err := h.hash(context.Background(), "パスワードです") // composed
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.hash(context.Background(), "パスワードです")
	if err != nil || a == b {
		t.Fatalf("two hashes share a salt: %v", err)
	}
	for password, want := range map[string]bool{
		"パスワードです":             true,
		"ハ\u309aスワート\u3099です": true, // the same characters, decomposed
		"パスワードで":              false,
		"":                    false,
	} {
		if ok, err := matches(a, password); ok != want || err != nil {
			t.Errorf("%q: %v %v", password, ok, err)
		}
	}
	if ok, err := matches(h.dummy, ""); ok || err != nil {
		t.Errorf("the hash for unknown logins: %v %v", ok, err)
	}
	real, _, _, err := decode(a)
	sham, _, _, err2 := decode(h.dummy)
	if err != nil || err2 != nil || real != sham {
		t.Errorf("unknown logins take another time: %v %v", real, sham)
	}
}

// The reference implementation's command-line tool made this string:
// argon2id, 64 MiB, 2 passes, 1 lane, password "password", salt "somesalt".
func TestHashesOfOtherProgramsAreUnderstood(t *testing.T) {
	t.Parallel()
	const known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := matches(known, "password"); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}

func TestDamagedHashesAreRefused(t *testing.T) {
	t.Parallel()
	good := encode(cost.Today, random(saltBytes), random(hashBytes))
	for _, bad := range []string{
		"", "x", "$", "$$$$$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=4194304", 1), strings.Replace(good, "m=19456", "m=1", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "p=1", "p=300", 1),
		good[:len(good)-30], good + "!", good + "$",
	} {
		if ok, err := matches(bad, "password"); ok || err == nil {
			t.Errorf("%q: %v %v", bad, ok, err)
		}
	}
}

func TestHashingWaitsForASlotOrGivesUp(t *testing.T) {
	t.Parallel()
	h := newHasher()
	for range cap(h.slots) {
		if _, err := h.enter(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.hash(ctx, "password"); kernel.CodeOf(err) != "busy" {
		t.Errorf("%v", err)
	}
}

func TestTheSessionCacheIsBoundedAndForgets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)
	end := now.Add(time.Second)
	c := newSessionCache()
	for i := range 3 * maxCached {
		_, _, turn := c.get("", now)
		c.put(fmt.Sprint(i), kernel.Actor{ID: "p"}, now, end, turn)
		if len(c.held) > maxCached {
			t.Fatalf("%d held", len(c.held))
		}
	}
	c.put("k", kernel.Actor{ID: "p"}, now, end, c.turn)
	for at, want := range map[time.Time]bool{
		now: true, end.Add(-1): true, end: false, now.Add(trustFor): false, now.Add(-time.Second): false,
	} {
		if _, ok, _ := c.get("k", at); ok != want {
			t.Errorf("at %v: %v", at, ok)
		}
	}
	_, _, turn := c.get("k", now)
	c.forget("k")
	c.put("k", kernel.Actor{ID: "p"}, now, end, turn) // loaded before the sign-out
	if _, ok, _ := c.get("k", now); ok {
		t.Error("a slow load brought a closed session back")
	}
}

func TestAFullCacheKeepsWhatIsFresh(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)
	c := newSessionCache()
	for i := range maxCached - 1 {
		c.put(fmt.Sprint(i), kernel.Actor{}, now.Add(-trustFor), now.Add(time.Hour), 0)
	}
	c.put("fresh", kernel.Actor{ID: "p"}, now, now.Add(time.Hour), 0)
	c.put("one more", kernel.Actor{ID: "q"}, now, now.Add(time.Hour), 0)
	if _, ok, _ := c.get("fresh", now); !ok || len(c.held) != 2 {
		t.Errorf("%d held, fresh %v", len(c.held), ok)
	}
}
