package voice_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
	"github.com/hitomado/hitomado/internal/town/voice"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)
	lead = kernel.Actor{ID: "lead", Office: "center", Grants: []kernel.Grant{{Role: staff.RoleLead, Office: "center"}}}
	who  = kernel.Actor{ID: "tamura", Office: "chuo", Grants: []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}}}
)

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestASuggestionIsAnswered(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		j := journal.New(d, kernel.NewManual(noon))
		s := voice.New(j)
		_, err := s.Send(ctx, who, "counter", " 　\n")
		wantCode(t, err, "text_missing")
		_, err = s.Send(ctx, who, "counter", strings.Repeat("あ", 1001))
		wantCode(t, err, "text_too_long")
		id, err := s.Send(ctx, who, "counter", "番号の字を大きくしてほしい")
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.Answer(ctx, lead, "nothing", 1, voice.Adopted, "はい"), "suggestion_unknown")
		wantCode(t, s.Answer(ctx, lead, id, 1, voice.Received, "はい"), "answer_state_unknown")
		wantCode(t, s.Answer(ctx, lead, id, 1, voice.Declined, ""), "text_missing")
		if err := s.Answer(ctx, lead, id, 1, voice.Considered, ""); err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.Answer(ctx, lead, id, 1, voice.Adopted, "次の版で"), "suggestion_changed")
		if err := s.Answer(ctx, lead, id, 2, voice.Adopted, "次の版で大きくします"); err != nil {
			t.Fatal(err)
		}
		list, err := s.List(ctx)
		if err != nil || len(list) != 1 || list[0].State != voice.Adopted || list[0].Answer != "次の版で大きくします" || list[0].Staff != "tamura" || list[0].Answerer != "lead" || list[0].Office != "chuo" {
			t.Errorf("%+v %v", list, err)
		}
		events, err := j.OfVisit(ctx, "")
		if err != nil || len(events) != 3 {
			t.Fatalf("%d events %v", len(events), err)
		}
		for _, e := range events {
			if strings.Contains(string(e.Payload), "大きく") {
				t.Error("the journal holds what somebody wrote")
			}
		}
	})
}

func TestARuleStandsBesideItsScreenFromItsDay(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		s := voice.New(journal.New(d, clock))
		_, err := s.SetRule(ctx, lead, voice.Rule{Office: "*", Screen: "*", Text: "x", Since: "2026-02-30"})
		wantCode(t, err, "rule_day_invalid")
		var ids []string
		for _, r := range []voice.Rule{
			{Office: "chuo", Screen: "counter", Text: "番号札は窓口へ返す", Since: "2026-11-24"},
			{Office: "*", Screen: "*", Text: "あすから名札を付ける", Since: "2026-11-25"},
		} {
			id, err := s.SetRule(ctx, lead, r)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		shown := func(office, screen string) (out []string) {
			t.Helper()
			rules, err := s.Beside(ctx, office, screen)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rules {
				out = append(out, r.Text)
			}
			return out
		}
		if got := shown("chuo", "counter"); len(got) != 1 || got[0] != "番号札は窓口へ返す" {
			t.Errorf("%v", got)
		}
		if got := append(shown("minami", "counter"), shown("chuo", "entry")...); len(got) != 0 {
			t.Errorf("elsewhere: %v", got)
		}
		clock.Advance(24 * time.Hour)
		if got := append(shown("minami", "counter"), shown("chuo", "entry")...); len(got) != 2 {
			t.Errorf("the next day: %v", got)
		}
		for range 2 {
			if err := s.EndRule(ctx, lead, ids[0]); err != nil {
				t.Fatal(err)
			}
		}
		if got := shown("chuo", "counter"); len(got) != 1 {
			t.Errorf("after its end: %v", got)
		}
		wantCode(t, s.EndRule(ctx, lead, "nothing"), "rule_unknown")
	})
}

// Every role, at one office and everywhere, for a thing of that office and of
// all of them: sending is open to all, answers and rules are for the lead and
// for administrators of the place.
func TestWhoMayAnswerAndRule(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := voice.New(journal.New(d, kernel.NewManual(noon)))
		for _, role := range staff.Roles() {
			for _, at := range []string{"chuo", "minami", "*"} {
				for _, contracted := range []bool{false, true} {
					a := kernel.Actor{ID: "p", Office: "chuo", Contracted: contracted, Grants: []kernel.Grant{{Role: role, Office: at}}}
					id, err := s.Send(ctx, a, "counter", "気づいたこと")
					if err != nil {
						t.Errorf("%s may not send: %v", role, err)
					}
					cell(t, role, at, "chuo", s.Answer(ctx, a, id, 1, voice.Considered, ""))
					for _, place := range []string{"chuo", "*"} {
						_, err := s.SetRule(ctx, a, voice.Rule{Office: place, Screen: "*", Text: "x", Since: "2026-11-24"})
						cell(t, role, at, place, err)
						rule, err := s.SetRule(ctx, lead, voice.Rule{Office: place, Screen: "*", Text: "x", Since: "2026-11-24"})
						if err != nil {
							t.Fatal(err)
						}
						cell(t, role, at, place, s.EndRule(ctx, a, rule))
					}
				}
			}
		}
	})
}

func cell(t *testing.T, role, at, place string, err error) {
	t.Helper()
	may := role == staff.RoleLead || role == staff.RoleAdmin && (at == "*" || at == place)
	if (err == nil) != may || err != nil && kernel.CodeOf(err) != "not_permitted" {
		t.Errorf("%s@%s for %s: %v", role, at, place, err)
	}
}
