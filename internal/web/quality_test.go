package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTheQualityOfEntryIsShownToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	lead, keyer, clerk := h.leads(), h.sit("keyer", "center-1"), h.sit("clerk", "office-2")
	if page := lead.get(lead.at("/center"), http.StatusOK); !strings.Contains(page, "/quality\"") {
		t.Error("the center does not lead to its quality")
	}
	page := lead.get(lead.at("/quality"), http.StatusOK)
	for _, want := range []string{"入力の確かさ", "むずかしい項目", "職員ごとの数字を見る"} {
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
