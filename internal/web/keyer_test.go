package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// rows counts the rows of the tables that work leaves traces in.
func (h *house) rows() (n int) {
	h.t.Helper()
	h.ok(h.DB.Read(h.t.Context(), func(tx *db.Tx) error {
		return tx.Row(h.t.Context(), `SELECT (SELECT COUNT(*) FROM journal)+(SELECT COUNT(*) FROM task)+(SELECT COUNT(*) FROM draft)+(SELECT COUNT(*) FROM command)+(SELECT COUNT(*) FROM field_value)`, nil, &n)
	}))
	return n
}

func TestPracticeIsScoredAndTouchesNothing(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	keyer := h.sit("keyer", "center-1")
	before := h.rows()
	keyer.get(keyer.at("/practice"), http.StatusOK)
	var v desk.TaskView
	keyer.tell(http.MethodPost, "/practice/next", map[string]string{"after": "move_within-104"}, &v, http.StatusOK)
	if len(v.Items) == 0 || len(v.Pages) != 1 || v.Task.Kind != "first" {
		t.Fatalf("%+v", v.Task)
	}
	if png := keyer.get(v.Pages[0].View, http.StatusOK); !strings.HasPrefix(png, "\x89PNG") {
		t.Error("the form's picture is no PNG")
	}
	truth := truth(t, v.Application.Procedure, 0)
	all := map[string]any{}
	for key, typed := range truth.Typed {
		all[key] = map[string]string{"v": typed}
	}
	var saved desk.SavedView
	keyer.tell(http.MethodPut, "/practice/"+v.Task.ID+"/draft", map[string]any{"fields": map[string]any{"head_postal": map[string]string{"v": "12"}}, "all": all}, &saved, http.StatusOK)
	if p := saved.Fields["head_postal"].Problem; p == nil || p.Code != "postal_length" {
		t.Errorf("a wrong postal code: %+v", saved.Fields)
	}
	var score desk.Score
	keyer.tell(http.MethodPost, "/practice/"+v.Task.ID+"/finish", map[string]any{"all": all}, &score, http.StatusOK)
	if score.Right != score.All || score.All < 15 || len(score.Wrong) != 0 {
		t.Fatalf("keyed as the truth says: %+v", score)
	}
	all["head_name"] = map[string]string{"v": "渡邉　美咲"}
	delete(all, "head_phone")
	keyer.tell(http.MethodPost, "/practice/"+v.Task.ID+"/finish", map[string]any{"all": all}, &score, http.StatusOK)
	if score.Right != score.All-2 || len(score.Wrong) != 2 || score.Wrong[0].Typed != "渡邉　美咲" || score.Wrong[0].Right != truth.Name {
		t.Errorf("two fields wrong: %+v", score)
	}
	var next desk.TaskView
	keyer.tell(http.MethodPost, "/practice/next", map[string]string{"after": v.Task.ID}, &next, http.StatusOK)
	if next.Task.ID == v.Task.ID {
		t.Error("the next form is another one")
	}
	if after := h.rows(); after != before {
		t.Errorf("practice left %d rows", after-before)
	}
	verifier := h.sit("verifier", "center-2")
	verifier.get(verifier.at("/practice"), http.StatusForbidden)
	verifier.tell(http.MethodPost, "/practice/next", map[string]string{}, nil, http.StatusForbidden)
}

func TestGlyphsAreFoundAndDrawn(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	keyer := h.sit("keyer", "center-1")
	find := func(q string, exact bool) map[string]desk.Glyph {
		var out struct{ Glyphs []desk.Glyph }
		keyer.tell(http.MethodPost, "/glyphs", map[string]any{"q": q, "exact": exact}, &out, http.StatusOK)
		got := map[string]desk.Glyph{}
		for _, g := range out.Glyphs {
			got[g.Char] = g
		}
		return got
	}
	for q, want := range map[string]string{"崎": "﨑", "さき": "崎", "U+845B U+E0100": "葛\U000E0100", "辺": "邉", "吉": "𠮷", "高": "髙"} {
		g, ok := find(q, false)[want]
		if !ok || g.Path == "" || g.UPEM == 0 {
			t.Errorf("%s: %+q is missing or not drawn", q, want)
		}
	}
	if got := find("崎", false); got["崎"].Path == got["﨑"].Path {
		t.Error("two shapes have one drawing")
	}
	if got := find("山﨑", true); len(got) != 2 || got["﨑"].Strokes == 0 {
		t.Errorf("exactly these: %v", got)
	}
	if got := find("ぬぬぬぬ", false); len(got) != 0 {
		t.Errorf("no such reading: %v", got)
	}
}

// While one form is keyed the images of the next ones may be fetched, and no
// others.
func TestTheNextFormsAreFetchedAhead(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer := h.sit("clerk", "office-2"), h.sit("keyer", "center-1")
	var apps []string
	for range 5 {
		visit, app := clerk.received("nhi_join", 0)
		clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
		apps = append(apps, app)
	}
	ahead := func() []string {
		var out struct{ Views []string }
		keyer.tell(http.MethodGet, "/entry/ahead", nil, &out, http.StatusOK)
		return out.Views
	}
	var v desk.TaskView
	keyer.tell(http.MethodPost, "/entry/next", struct{}{}, &v, http.StatusOK)
	views := ahead()
	if len(views) != 3 {
		t.Fatalf("%d images ahead of %d", len(views), len(apps))
	}
	for _, to := range views {
		keyer.get(to, http.StatusOK)
	}
	ps, err := h.Pages.Of(t.Context(), apps[4])
	h.ok(err)
	keyer.get(keyer.at("/pages/"+ps[0].ID+"/view.jpg"), http.StatusForbidden)
	verifier := h.sit("verifier", "center-2")
	verifier.tell(http.MethodGet, "/entry/ahead", nil, nil, http.StatusForbidden)
}
