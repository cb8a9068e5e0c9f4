package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

var update = flag.Bool("update", false, "write the golden description anew")

func lite(t *testing.T) *town {
	t.Helper()
	return newTown(t, dbtest.Open(t, filepath.Join(t.TempDir(), "api.db")))
}

func TestDescription(t *testing.T) {
	t.Parallel()
	a := lite(t).send("", "GET", "/openapi.json", nil)
	var got bytes.Buffer
	must(t, json.Indent(&got, a.Raw, "", " "))
	got.WriteByte('\n')
	const golden = "openapi.golden.json"
	if *update {
		must(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if !bytes.Equal(got.Bytes(), want) {
		t.Fatal("the description is not the golden one; look at the difference and run with -update")
	}
	for _, door := range doors {
		method, path, _ := strings.Cut(door, " ")
		if !strings.Contains(string(pathOf(t, want, path)), `"`+strings.ToLower(method)+`"`) {
			t.Errorf("%s is not described", door)
		}
	}
}

// doors are those that other programs are promised.
var doors = strings.Split(`POST /sessions,DELETE /sessions,POST /visits,GET /visits,POST /visits/next,POST /visits/{id}/call,POST /visits/{id}/sit,POST /visits/{id}/miss,POST /visits/{id}/guide,`+
	`POST /visits/{id}/receive,GET /visits/{id},POST /visits/{id}/applications,GET /visits/{id}/timeline,GET /applications/{id},POST /applications/{id}/pages,`+
	`GET /pages/{id}/image,POST /pages/{id}/turn,POST /pages/{id}/move,POST /applications/{id}/accept,POST /applications/{id}/request,POST /applications/{id}/take-back,`+
	`POST /applications/{id}/enter-here,POST /center/next,GET /center/load,GET /tasks/{id},PUT /tasks/{id}/draft,POST /tasks/{id}/heartbeat,POST /tasks/{id}/finish,`+
	`POST /tasks/{id}/release,POST /tasks/{id}/join,POST /tasks/{id}/leave,POST /tasks/{id}/presence,POST /tasks/{id}/confirm,POST /tasks/{id}/fields/{field}/confirm,`+
	`POST /tasks/{id}/fields/{field}/correct,POST /tasks/{id}/ask,POST /inquiries/{id}/answer,POST /applications/{id}/register,POST /applications/{id}/check,`+
	`POST /applications/{id}/documents,POST /applications/{id}/printed,POST /applications/{id}/finish,POST /applications/{id}/return,POST /applications/{id}/reopen,`+
	`POST /applications/{id}/pend,POST /applications/{id}/resume,POST /applications/{id}/end,GET /documents/{id},GET /procedures,GET /forms/{id},GET /journal,GET /events`, ",")

func pathOf(t *testing.T, spec []byte, path string) json.RawMessage {
	t.Helper()
	var s struct {
		OpenAPI string
		Paths   map[string]json.RawMessage
	}
	must(t, json.Unmarshal(spec, &s))
	if !strings.HasPrefix(s.OpenAPI, "3.1.") {
		t.Fatalf("OpenAPI %s", s.OpenAPI)
	}
	return s.Paths[path]
}

func TestTheTownAsData(t *testing.T) {
	t.Parallel()
	w := lite(t)
	list := w.ok("clerk", "GET", "/procedures", nil, "Accept-Language", "en").json(t)["procedures"].([]any)
	if len(list) < 3 || str(list[0], "id") != "transfer_in" || str(list[0], "name") != "Moving in" {
		t.Fatalf("procedures: %v", list)
	}
	form := w.ok("clerk", "GET", "/forms/resident_change", nil).json(t)
	hidden := 0
	for _, f := range form["fields"].([]any) {
		if f.(m)["keyed"] == false {
			hidden++
		}
	}
	if len(form["fields"].([]any)) < 40 || hidden == 0 {
		t.Fatalf("%d fields, %d not keyed", len(form["fields"].([]any)), hidden)
	}
	w.refused(404, "form_unknown", "clerk", "GET", "/forms/dog", nil)
	load := w.ok("clerk", "GET", "/center/load", nil).json(t)
	if load["waiting"] != 0.0 {
		t.Fatalf("load: %v", load)
	}
}

// The log has one line per request with ids and times, and nothing that a
// visitor wrote, no query and no name.
func TestTheLogHoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	w := lite(t)
	app, _ := w.reach("completed")
	w.do("clerk", "GET", "/visits?place=zzsecretzz", nil)
	lines := strings.Split(strings.TrimSpace(w.log.String()), "\n")
	if len(lines) < 15 {
		t.Fatalf("%d lines", len(lines))
	}
	// When a line was written is no value, also on the day that the sample form names.
	log := regexp.MustCompile(`(?m)"time":"[^"]*"|\btime=\S+`).ReplaceAllString(w.log.String(), "")
	for _, v := range w.ok("clerk", "GET", "/applications/"+app, nil).json(t)["values"].([]any) {
		if text := str(v, "value"); len(text) > 6 && strings.Contains(log, text) {
			t.Errorf("the log holds the value of %s", str(v, "key"))
		}
	}
	for _, bad := range []string{"zzsecretzz", "職員", "correct horse", w.tokens["clerk"]} {
		if strings.Contains(log, bad) {
			t.Errorf("the log holds %q", bad)
		}
	}
	var line struct {
		Method, Route, Actor string
		Status               int
		US                   *int64
	}
	must(t, json.Unmarshal([]byte(lines[0]), &line))
	if line.Method != "POST" || line.Route != "POST /api/v1/visits" || line.Actor != w.ids["clerk"] || line.Status != 201 || line.US == nil {
		t.Fatalf("the first line: %s", lines[0])
	}
}

func TestFaultsOfOursAreToldByNumberOnly(t *testing.T) {
	t.Parallel()
	w := lite(t)
	_, apps := w.visitor("nhi_join")
	page := w.scan(apps[0])
	must(t, w.hall.DB.Write(background, func(tx *db.Tx) error {
		_, err := tx.Exec(background, `UPDATE application_secret SET wrapped='rotten' WHERE application=$1`, apps[0])
		return err
	}))
	a := w.refused(500, "internal", "clerk", "GET", "/pages/"+page+"/image", nil)
	if strings.Contains(string(a.Raw), "key") || strings.Contains(string(a.Raw), "rotten") {
		t.Fatalf("the cause is shown: %s", a.Raw)
	}
	number, told := str(a.json(t), "request"), 0
	for line := range strings.Lines(w.log.String()) {
		if number != "" && strings.Contains(line, number) && strings.Contains(line, "key_damaged") {
			told++
		}
	}
	if told != 1 {
		t.Fatalf("number %q stands with its cause in %d lines of the log", number, told)
	}
}

func TestEventsTellWhatChangedAndNeverMore(t *testing.T) {
	t.Parallel()
	w := lite(t)
	server := httptest.NewServer(w.handler)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/events", nil)
	must(t, err)
	r.Header.Set("Authorization", "Bearer "+w.token("clerk"))
	a, err := server.Client().Do(r)
	must(t, err)
	defer func() { _ = a.Body.Close() }()
	if a.StatusCode != 200 || a.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
	lines := bufio.NewScanner(a.Body)
	first := true
	for lines.Scan() {
		line := lines.Text()
		if first { // the greeting: from now on we hear
			if line != "event: ping" {
				t.Fatalf("the stream begins with %q", line)
			}
			first = false
			w.hall.Live.Publish("office:minami", "visit:x") // not ours
			w.hall.Live.Publish("office:chuo")
		}
		if !strings.HasPrefix(line, "data: {") {
			continue
		}
		var msg m
		must(t, json.Unmarshal([]byte(line[6:]), &msg))
		if msg["topic"] != "office:chuo" || msg["version"] == nil || len(msg) != 2 {
			t.Fatalf("a message says %s", line)
		}
		return
	}
	t.Fatal("the stream ended without news")
}

// A stream that comes back is first told what changed meanwhile, and of
// nothing that changed before or that is not its own.
func TestAStreamGoesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	w := lite(t)
	server := httptest.NewServer(w.handler)
	defer server.Close()
	w.token("clerk")
	w.token("audit")
	first := func(last string, news bool) string {
		ctx, end := context.WithTimeout(t.Context(), 10*time.Second)
		defer end()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/api/v1/events", nil)
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+w.token("clerk"))
		r.Header.Set("Last-Event-ID", last)
		a, err := server.Client().Do(r)
		must(t, err)
		defer func() { _ = a.Body.Close() }()
		if a.StatusCode != http.StatusOK {
			return strconv.Itoa(a.StatusCode)
		}
		told := false
		for lines := bufio.NewScanner(a.Body); lines.Scan(); {
			if lines.Text() == "data: null" && news && !told { // after the greeting: something that is certainly new
				told = true
				w.hall.Live.Publish("office:chuo")
			}
			if strings.HasPrefix(lines.Text(), "id: ") && lines.Text() != "id: "+last {
				t.Errorf("the place in the record is %q", lines.Text())
			}
			if data, ok := strings.CutPrefix(lines.Text(), `data: {"topic":"`); ok {
				return data[:strings.IndexByte(data, '"')]
			}
		}
		return "nothing"
	}
	cursor := func() string { return str(w.ok("audit", "GET", "/journal?limit=1000", nil).json(t), "cursor") }
	before := cursor()
	w.ok("clerk", "POST", "/visits", m{"office": "chuo"})
	if got := first(cursor(), true); got != "office:chuo" {
		t.Errorf("with nothing missed the stream begins with %s", got)
	}
	if got := first(before, false); got != "office:chuo" {
		t.Errorf("after a gap the stream begins with %s", got)
	}
	if got := first("yesterday", false); got != "422" {
		t.Errorf("no place in the record: %s", got)
	}
}
