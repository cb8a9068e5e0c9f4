package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func TestTheQualityOfEntryIsShownToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	lead, keyer, clerk := h.leads(), h.sit("keyer", "center-1"), h.sit("clerk", "office-2")
	if page := lead.get(lead.at("/center"), http.StatusOK); !strings.Contains(page, "/quality\"") {
		t.Error("the center does not lead to its quality")
	}
	page := lead.get(lead.at("/quality"), http.StatusOK)
	for _, want := range []string{"入力の確かさ", "残っている誤り（推定）", "抜き取り再入力は使っていません", "入力の速さ", "むずかしい項目", "職員ごとの数字を見る"} {
		if !strings.Contains(page, want) {
			t.Errorf("the lead does not see %s", want)
		}
	}
	page = keyer.get(keyer.at("/quality"), http.StatusOK)
	if !strings.Contains(page, "あなたの入力") || strings.Contains(page, "むずかしい項目") || strings.Contains(page, "職員ごとの数字を見る") {
		t.Error("a keyer sees more or less than their own")
	}
	clerk.get(clerk.at("/quality"), http.StatusForbidden)
	lead.get(lead.at("/quality?"+url.Values{"month": {"2026-1"}}.Encode()), http.StatusUnprocessableEntity)
	if page := lead.get(lead.at("/quality?month=2020-02"), http.StatusOK); !strings.Contains(page, "2020年2月") || !strings.Contains(page, "month=2020-03") {
		t.Error("another month is not shown")
	}
}

func TestTheLeadSetsSamplesAndComparesTheCenter(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	lead, keyer := h.leads(), h.sit("keyer", "center-1")
	set := func(version, ceiling string) url.Values {
		return url.Values{"_form": {"samples"}, "version": {version}, "on": {"1"}, "quiet": {"1"}, "width": {"20"}, "floor": {"1"}, "ceiling": {ceiling}, "known": {"0.5"}}
	}
	lead.post(lead.at("/quality/samples"), set("0", "0"), http.StatusUnprocessableEntity)
	lead.post(lead.at("/quality/samples"), set("0", "many"), http.StatusUnprocessableEntity)
	if a := keyer.post(keyer.at("/quality/samples"), set("0", "5"), http.StatusForbidden); said(a.body) == "" { // whose page has no such form
		t.Error("a keyer is not told that samples are not theirs to set")
	}
	lead.post(lead.at("/quality/samples"), set("0", "5"), http.StatusSeeOther)
	lead.post(lead.at("/quality/samples"), set("0", "5"), http.StatusConflict)
	if page := lead.get(lead.at("/quality"), http.StatusOK); !strings.Contains(page, "抜き取り再入力：使っています") || !strings.Contains(page, "まだ、入れ直した項目が足りません") {
		t.Error("the page does not say that samples are in use and tell nothing yet")
	}
	page := lead.get(lead.at("/quality/effect?day=2026-11-24"), http.StatusOK)
	for _, want := range []string{"窓口確認で見つかった誤り", "まだありません", "この差から、まだ何も言えません"} {
		if !strings.Contains(page, want) {
			t.Errorf("the comparison lacks %s", want)
		}
	}
	lead.get(lead.at("/quality/effect?day=soon"), http.StatusUnprocessableEntity)
	keyer.get(keyer.at("/quality/effect"), http.StatusForbidden)
}

// Somebody's figures are for that person and for the lead with the right.
func TestPersonalFiguresAreForThePersonAndTheLead(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	lead, keyer, verifier := h.leads(), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	h.ok(h.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO review_person (day, staff, passes, compared, wrong, keys, ms) SELECT $1, id, 31, 400, 3, 17000, 7200000 FROM staff WHERE login='keyer'`,
			kernel.Day(h.Clock.Now()))
		return err
	}))
	page := lead.get(lead.at("/quality"), http.StatusOK)
	for _, want := range []string{"打鍵／時", ">8500<", ">31<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the lead does not see %s of a person", want)
		}
	}
	if page := keyer.get(keyer.at("/quality"), http.StatusOK); !strings.Contains(page, "1時間あたり 8500") {
		t.Error("a keyer does not see their own speed")
	}
	h.ok(h.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO review_person (day, staff, passes, compared, wrong, keys, ms, confirmed, missed) SELECT $1, id, 0, 0, 0, 0, 0, 612, 4 FROM staff WHERE login='verifier'`,
			kernel.Day(h.Clock.Now()))
		return err
	}))
	if page := verifier.get(verifier.at("/center"), http.StatusOK); !strings.Contains(page, "/quality\"") {
		t.Error("a verifier does not find their own figures")
	}
	page = verifier.get(verifier.at("/quality"), http.StatusOK)
	if !strings.Contains(page, "入力確認は 612項目") || strings.Contains(page, "8500") || strings.Contains(page, "2人で入力した項目がまだありません") {
		t.Error("a verifier sees not their own, or somebody else's")
	}
}
