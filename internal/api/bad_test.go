package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// sqlish are texts that break programs which put input into statements.
var sqlish = []string{"'", "' OR '1'='1", "x'; DROP TABLE visit; --", "$1", "%", "\\", "🦋", "%ff", strings.Repeat("長", 300)}

func TestBadInputGetsAClearProblemAndChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, task := w.reach("entering")
		before := w.end()
		draft, add := "/tasks/"+task+"/draft", "/applications/"+app+"/pages"
		for name, c := range map[string]struct {
			who, method, path, media, body string
			status                         int
			code                           string
		}{
			"not JSON":        {"clerk", "POST", "/visits", "application/json", `{"office":`, 400, "body_not_json"},
			"two values":      {"clerk", "POST", "/visits", "application/json", `{"office":"chuo"} {}`, 400, "body_not_json"},
			"a list":          {"clerk", "POST", "/visits", "application/json", `["chuo"]`, 422, "input_invalid"},
			"wrong type":      {"clerk", "POST", "/visits", "application/json", `{"office":7}`, 422, "input_invalid"},
			"unknown member":  {"clerk", "POST", "/visits", "application/json", `{"office":"chuo","ofice":"x"}`, 422, "input_invalid"},
			"form encoded":    {"clerk", "POST", "/visits", "application/x-www-form-urlencoded", `office=chuo`, 415, "content_type"},
			"broken media":    {"clerk", "POST", "/visits", ";;", `{"office":"chuo"}`, 415, "content_type"},
			"empty":           {"clerk", "POST", "/visits", "", ``, 403, "not_permitted"},
			"NUL":             {"clerk", "POST", "/applications/" + app + "/pend", "application/json", `{"reason":"a\u0000b"}`, 422, "text_control"},
			"raw NUL":         {"clerk", "POST", "/applications/" + app + "/pend", "application/json", "{\"reason\":\"a\x00b\"}", 400, "body_not_json"},
			"huge":            {"clerk", "POST", "/applications/" + app + "/pend", "application/json", `{"reason":"` + strings.Repeat("x", 64<<10) + `"}`, 413, "body_too_large"},
			"huge draft":      {"keyer", "PUT", draft, "application/json", strings.Repeat(" ", 512<<10) + `{}`, 413, "body_too_large"},
			"long value":      {"keyer", "PUT", draft, "application/json", `{"fields":{"requester_name":{"v":"` + strings.Repeat("x", 2001) + `"}}}`, 422, "value_too_long"},
			"unknown field":   {"keyer", "PUT", draft, "application/json", `{"fields":{"nobody":{"v":"x"}}}`, 422, "field_unknown"},
			"unfinished":      {"keyer", "POST", "/tasks/" + task + "/finish", "application/json", `{}`, 422, "entry_incomplete"},
			"huge page":       {"clerk", "POST", add, "image/jpeg", strings.Repeat("x", 20<<20+1), 413, "page_too_large"},
			"text as page":    {"clerk", "POST", add, "text/plain", "hello", 415, "content_type"},
			"no picture":      {"clerk", "POST", add, "image/jpeg", "hello", 422, "page_format"},
			"empty page":      {"clerk", "POST", add, "image/jpeg", "", 422, "page_empty"},
			"half a picture":  {"clerk", "POST", add, "image/jpeg", string(sheet()[:2000]), 422, "page_unreadable"},
			"page kind":       {"clerk", "POST", add + "?kind=passport", "image/jpeg", string(sheet()), 422, "page_kind_unknown"},
			"page turn":       {"clerk", "POST", add + "?turn=many", "image/jpeg", string(sheet()), 422, "input_invalid"},
			"unknown office":  {"clerk", "POST", "/visits", "application/json", `{"office":"nowhere"}`, 403, "not_permitted"},
			"unknown errand":  {"clerk", "POST", "/visits", "application/json", `{"office":"chuo","wish":["dog"]}`, 422, "procedure_unknown"},
			"cursor":          {"audit", "GET", "/journal?after=yesterday", "", "", 422, "cursor_invalid"},
			"limit":           {"audit", "GET", "/journal?limit=100000", "", "", 422, "input_invalid"},
			"no place":        {"clerk", "GET", "/visits", "", "", 422, "input_invalid"},
			"nowhere":         {"clerk", "GET", "/towns", "", "", 404, "not_found"},
			"another method":  {"clerk", "PUT", "/visits", "", "", 405, "method_not_allowed"},
			"another method2": {"clerk", "GET", "/visits/x/call", "", "", 405, "method_not_allowed"},
			"NUL in path":     {"clerk", "GET", "/visits/a%00b", "", "", 404, "not_found"},
			"bytes in path":   {"clerk", "GET", "/visits/%ff%fe", "", "", 404, "not_found"},
			"NUL in query":    {"clerk", "GET", "/visits?place=a%00b", "", "", 422, "text_encoding"},
			"broken query":    {"clerk", "GET", "/visits?place=%zz", "", "", 422, "input_invalid"},
		} {
			w.token(c.who)
			if c.who == "audit" {
				before = w.end() // somebody joined
			}
			a := w.send(c.who, c.method, c.path, []byte(c.body), "Content-Type", c.media)
			if a.Status != c.status || a.code() != c.code {
				t.Errorf("%s: %d %s, want %d %s", name, a.Status, oneLine(a.Raw[:min(len(a.Raw), 400)]), c.status, c.code)
			}
			if w.end() != before {
				t.Fatalf("%s changed something", name)
			}
		}
		w.wordedProblems(task)
	})
}

// wordedProblems looks at one problem in both languages.
func (w *town) wordedProblems(task string) {
	t := w.t
	for lang, want := range map[string]string{"en-GB,ja;q=0.5": "Fields not finished yet: ", "fr, ja": "まだ終わっていない項目が"} {
		a := w.refused(422, "entry_incomplete", "keyer", "POST", "/tasks/"+task+"/finish", nil, "Accept-Language", lang)
		p := a.json(t)
		problems, _ := p["problems"].([]any)
		if !strings.Contains(str(p, "title"), want) || str(p, "detail") == "" || str(p, "type") != "urn:hitomado:problem:entry_incomplete" || len(problems) < 3 {
			t.Fatalf("%s: %s", lang, a.Raw)
		}
		for _, f := range problems {
			if str(f, "key") == "" || str(f, "level") != "error" || strings.Contains(str(f, "text"), "⟦") {
				t.Fatalf("%s: %v", lang, f)
			}
		}
	}
}

// Whatever stands where an id belongs: never a fault of ours, never a success.
func TestUnknownIdsAtEveryDoor(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.token("clerk")
		w.token("keyer")
		before := w.end()
		var spec struct {
			Paths map[string]map[string]json.RawMessage
		}
		w.send("", "GET", "/openapi.json", nil).into(t, &spec)
		tried := 0
		for path, methods := range spec.Paths {
			if !strings.Contains(path, "{id}") {
				continue
			}
			for method := range methods {
				for _, id := range append(sqlish, "01a204e4-bc82-7984-b713-f46cdcd7d229", ".", "a b") {
					at := strings.NewReplacer("{id}", escape(id), "{field}", escape(id)).Replace(path)
					for _, who := range []string{"clerk", "keyer"} {
						a := w.send(who, strings.ToUpper(method), at, bodyFor(path))
						tried++
						if a.Status < 400 && a.Status != http.StatusMovedPermanently && a.Status != http.StatusTemporaryRedirect || a.Status >= 500 {
							t.Errorf("%s %s by %s: %d %s", method, at, who, a.Status, oneLine(a.Raw))
						}
					}
				}
			}
		}
		if tried < 800 {
			t.Fatalf("only %d requests", tried)
		}
		if w.end() != before {
			t.Fatal("something changed")
		}
		if strings.Contains(w.log.String(), `"level":"ERROR"`) {
			t.Fatal("a request was answered as our own fault")
		}
	})
}

func escape(id string) string {
	var b strings.Builder
	for _, c := range []byte(id) {
		const hex = "0123456789ABCDEF"
		b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
	}
	return b.String()
}

// bodyFor gives bodies that get past what a door asks for before the id.
func bodyFor(path string) []byte {
	switch path[strings.LastIndexByte(path, '/')+1:] {
	case "pages":
		return sheet()
	case "presence", "call", "sit", "miss", "guide", "accept", "request", "resume", "printed", "check":
		return nil
	case "pend", "return", "reopen":
		return []byte(`{"reason":"x"}`)
	case "end":
		return []byte(`{"reason":"x","ending":"mistaken"}`)
	case "move":
		return []byte(`{"reason":"x","application":"y"}`)
	case "receive":
		return []byte(`{"as":"self","proof":"one"}`)
	}
	return []byte(`{}`)
}

// Free text of people is stored and given back as it is, whatever it looks
// like to a database.
func TestTextsThatLookLikeStatements(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, task := w.reach("entering")
		for _, text := range sqlish[:7] {
			in := str(w.ok("keyer", "POST", "/tasks/"+task+"/ask", m{"field": "requester_name", "question": text}).json(t), "id")
			w.ok("clerk", "POST", "/inquiries/"+in+"/answer", m{"kind": "typed", "answer": text})
		}
		for i, in := range w.ok("clerk", "GET", "/applications/"+app, nil).json(t)["inquiries"].([]any) {
			if str(in, "question") != sqlish[i] || str(in, "answer") != sqlish[i] {
				t.Errorf("%q came back as %q and %q", sqlish[i], str(in, "question"), str(in, "answer"))
			}
		}
	})
}
