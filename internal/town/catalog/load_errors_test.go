package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// sample is a small whole catalogue in one file; tests break one line of it.
const sample = `codes:
  colour:
    - {value: "1", key: "1", name: {ja: 赤, en: red}}
    - {value: "2", key: "2", name: {ja: 青, en: blue}}
form:
  id: sample
  version: 1
  name: {ja: 見本, en: Sample}
  pages: 1
  kinds: [form, other]
  paper:
    - {at: [1, 62, 14, 90, 10], text: {ja: 見本, en: Sample}}
  sections:
    - id: top
      name: {ja: 上, en: Top}
      fields:
        - id: made_on
          name: {ja: 日, en: Day}
          hint: {ja: 日, en: day}
          type: date
          required: true
          at: [1, 40, 40, 60, 10]
          label: [1, 12, 40, 28, 10]
        - id: colour
          name: {ja: 色, en: Colour}
          hint: {ja: 色, en: colour}
          type: code
          codes: colour
          choices: boxes
          at: [1, 40, 50, 60, 8]
        - id: code_of_place
          name: {ja: 郵便番号, en: Postal code}
          hint: {ja: 7桁, en: 7 digits}
          type: postal
          fill: place
          at: [1, 40, 60, 60, 10]
        - id: place
          name: {ja: 住所, en: Address}
          hint: {ja: 住所, en: address}
          type: address
          at: [1, 40, 70, 100, 10]
    - id: member
      name: {ja: 人, en: People}
      number: {ja: "人 {n}", en: "Person {n}"}
      repeat: 3
      pitch: 12
      fields:
        - id: born
          name: {ja: 生年月日, en: Birth}
          hint: {ja: 日, en: day}
          type: date
          birth: true
          required_if: "is_set(colour)"
          at: [1, 40, 90, 60, 10]
        - id: called
          name: {ja: 氏名, en: Name}
          hint: {ja: 氏名, en: name}
          type: name
          offer: [previous, variants]
          at: [1, 100, 90, 60, 10]
  checks:
    - id: born_later
      level: error
      each: member
      at: born
      when: "before(made_on, it.born)"
      text: {ja: "{n}人目", en: "person {n}"}
    - id: nobody
      level: alert
      at: member.count
      when: "member.size() == 0"
      text: {ja: だれもいない, en: nobody}
procedure:
  id: sample_errand
  name: {ja: 見本の手続き, en: Sample errand}
  guide: {ja: 見本, en: Sample}
  form: sample
  way: here
  documents: [content]
  outputs:
    - {source: here, name: {ja: 紙, en: Paper}}
  minutes: {entry: 1, verify: 1}
`

func oneFile(text string) fs.FS {
	return fstest.MapFS{"procedures/sample.yaml": &fstest.MapFile{Data: []byte(text)}}
}

func TestOneFileIsAWholeProcedure(t *testing.T) {
	t.Parallel()
	c, err := Load(oneFile(sample))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := c.Procedure("sample_errand")
	if !ok || len(c.Procedures()) != 6 || p.Confirm != 1 || p.Second != SecondNone || p.Short != p.Name {
		t.Errorf("procedure %+v", p)
	}
	f, _ := c.Form("sample")
	ps := f.CheckAll(map[string]Value{"made_on": {V: "2026-11-01"}, "member.count": {V: "2"}, "member.2.born": {V: "2026-11-02"}}, Context{Today: today})
	if len(ps) != 1 || ps[0].Key != "member.2.born" || ps[0].Text.EN != "person 2" {
		t.Errorf("problems %+v", ps)
	}
	it, _ := f.Item("colour")
	if b := it.Field.Boxes; len(b) != 2 || b[1].Region != (Rect{1, 70, 50, 30, 8}) {
		t.Errorf("boxes %+v", b)
	}
}

func TestMistakesAreToldWithFileLineAndField(t *testing.T) {
	t.Parallel()
	tests := []struct{ old, new, where, what string }{
		{"type: address", "type: adress", "sample.top.place", `no type "adress"`},
		{"id: place\n", "id: Place\n", "sample.top.Place", "lower-case"},
		{"id: place\n", "id: today\n", "sample.top.today", "reserved"},
		{"id: place\n", "id: colour\n", "sample.top.colour", "stands twice"},
		{"id: called", "id: born", "sample.member.born", "stands twice"},
		{"required: true", "requird: true", "", "field requird not found"},
		{"required: true", "required: perhaps", "", "cannot unmarshal"},
		{"fill: place", "fill: made_on", "sample.top.code_of_place", `no address field "made_on"`},
		{"type: postal", "type: text", "sample.top.code_of_place", "only a postal code fills"},
		{"codes: colour", "codes: color", "sample.top.colour", `no code list "color"`},
		{"choices: boxes", "choices: circles", "sample.top.colour", "can only be boxes"},
		{"choices: boxes", "choices: boxes\n          only: [\"9\"]", "sample.top.colour", `no value "9"`},
		{"at: [1, 40, 50, 60, 8]", "at: [1, 40, 50, 60, 5]", "sample.top.colour", "too low"},
		{"at: [1, 40, 50, 60, 8]", "columns: 1\n          at: [1, 40, 50, 60, 8]", "sample.top.colour", "tick boxes need"},
		{"at: [1, 40, 70, 100, 10]", "at: [1, 40, 70, 100, 8]", "sample.top.place", "too low"},
		{"at: [1, 40, 70, 100, 10]", "at: [1, 40, 69, 100, 10]", "sample.top.place", "lies over the field of sample.top.code_of_place"},
		{"at: [1, 40, 70, 100, 10]", "at: [1, 40, 70, 171, 10]", "sample.top.place", "does not lie on the sheet"},
		{"at: [1, 40, 70, 100, 10]", "at: [1, 40, 120, 100, 10]", "sample.member.born", "in row 3"},
		{"at: [1, 40, 70, 100, 10]", "at: [2, 40, 70, 100, 10]", "sample.top.place", "no such page"},
		{"at: [1, 40, 70, 100, 10]", "at: [1, 40, 70, 100]", "sample.top.place", "[page, x, y, width, height]"},
		{"at: [1, 40, 70, 100, 10]", "at: [1, 40, 70, .nan, 10]", "sample.top.place", "no width"},
		{"at: [1, 62, 14, 90, 10]", "at: [1, 62, 14, 120, 10]", "sample", "registration mark or QR code"},
		{"pitch: 12", "pitch: 8", "sample.member.born", "lies over"},
		{"pitch: 12", "pitch: 0", "sample.member", "pitch above 0"},
		{"repeat: 3", "repeat: 300", "sample.member", "repeat must be up to"},
		{"pitch: 12", "pitch: 100", "sample.member.born", "does not lie on the sheet"},
		{"      number: {ja: \"人 {n}\", en: \"Person {n}\"}\n", "", "sample.member", "one repetition"},
		{"offer: [previous, variants]", "offer: [guess]", "sample.member.called", `offer "guess" is not one of`},
		{"offer: [previous, variants]", "offer: [\"head:nobody\"]", "sample.member.called", `no field "nobody"`},
		{"offer: [previous, variants]", "codes: colour", "sample.member.called", "belong to the types code"},
		{`required_if: "is_set(colour)"`, `required_if: "is_set(color)"`, "sample.member.born", "undeclared reference to 'color'"},
		{`required_if: "is_set(colour)"`, `required_if: "colour"`, "sample.member.born", "must give true or false"},
		{`required_if: "is_set(colour)"`, `required_if: "is_set("`, "sample.member.born", "Syntax error"},
		{`when: "before(made_on, it.born)"`, `when: "before(made_on, it.bron)"`, "sample check born_later", `no field "bron"`},
		{"each: member\n      at: born", "at: made_on", "sample check born_later", "undeclared reference to 'it'"},
		{"each: member", "each: top", "sample check born_later", `no field "born"`},
		{"at: member.count", "at: member", "sample check nobody", `no field "member"`},
		{"level: alert", "level: warning", "sample check nobody", `level "warning" is not one of`},
		{"id: nobody", "id: born_later", "sample check born_later", "stands twice"},
		{"      when: \"member.size() == 0\"\n", "", "sample check nobody", "(when) is missing"},
		{"en: nobody", "ja2: x", "", "not found"},
		{"text: {ja: だれもいない, en: nobody}", "text: {ja: だれもいない}", "sample check nobody", "missing in Japanese or English"},
		{"hint: {ja: 住所, en: address}\n", "hint: {ja: 住所}\n", "sample.top.place", "the hint is missing"},
		{"kinds: [form, other]", "kinds: [form, photo]", "sample", `page kind "photo"`},
		{"pages: 1", "pages: 9", "sample", "pages must be 1 to 8"},
		{"version: 1", "version: 0", "sample", "version must be"},
		{"form: sample\n", "form: simple\n", "sample_errand", `no form "simple"`},
		{"way: here", "way: there", "sample_errand", `way "there"`},
		{"way: here", "way: here\n  second: twice", "sample_errand", `second "twice"`},
		{"way: here", "way: here\n  confirm: 9", "sample_errand", "confirm is 9"},
		{"way: here", "way: here\n  after: [nothing]", "sample_errand", `no procedure "nothing"`},
		{"way: here", "way: here\n  after: [sample_errand]", "sample_errand", "waits for itself"},
		{"documents: [content]", "documents: [diploma]", "sample_errand", `document "diploma"`},
		{"source: here", "source: moon", "sample_errand", `source "moon"`},
		{"entry: 1", "entry: 0", "sample_errand", "minutes"},
		{"{source: here, name", "{source: here, fee: -1, name", "sample_errand", "the fee is -1 yen"},
		{"    - {source: here, name: {ja: 紙, en: Paper}}\n", "    - {id: a, source: here, name: {ja: 紙, en: Paper}}\n    - {id: a, source: core, name: {ja: 紙, en: Paper}}\n", "sample_errand", `output "a" stands twice`},
		{"way: here", "way: here\n  endings: [thrown]", "sample_errand", `ending "thrown" is not one of`},
		{"way: here", "way: here\n  endings: [mail, mail]", "sample_errand", `ending "mail" stands twice`},
		{"way: here", "way: here\n  route: moon", "sample_errand", `route "moon"`},
		{"way: here", "way: here\n  unproven: maybe", "sample_errand", `unproven "maybe"`},
		{"way: here", "way: here\n  unlettered: maybe", "sample_errand", `unlettered "maybe"`},
		{"way: here", "way: here\n  unentitled: maybe", "sample_errand", `unentitled "maybe"`},
		{"way: here", "way: here\n  unnamed: maybe", "sample_errand", `unnamed "maybe"`},
		{`{value: "2", key: "2"`, `{value: "1", key: "2"`, "colour", "stands twice"},
		{`{value: "2", key: "2"`, `{value: "2", key: "1"`, "colour", "stands twice"},
		{`{value: "2", key: "2"`, `{value: "2,3", key: "2"`, "colour", "a value is missing or holds"},
		{"name: {ja: 見本, en: Sample}\n  pages", "name: &a {ja: 見本, en: Sample}\n  text: *a\n  pages", "", "anchors"},
		{"minutes: {entry: 1, verify: 1}\n", "minutes: {entry: 1, verify: 1}\n---\nform: {}\n", "", "one document only"},
		{"codes:\n", "codes: [\n", "", "did not find expected"},
	}
	for _, tt := range tests {
		broken := strings.Replace(sample, tt.old, tt.new, 1)
		if broken == sample {
			t.Errorf("%q is not in the sample", tt.old)
			continue
		}
		_, err := Load(oneFile(broken))
		if !told(err, tt.where, tt.what) {
			t.Errorf("%q → %q: want %s: … %s, got:\n%v", tt.old, tt.new, tt.where, tt.what, err)
		}
	}
}

// told says whether one of the joined mistakes names the file, a line, the
// place and the reason.
func told(err error, where, what string) bool {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return false
	}
	for _, e := range joined.Unwrap() {
		var le *LoadError
		if errors.As(e, &le) && le.File == "procedures/sample.yaml" && le.Line > 0 && le.Where == where && strings.Contains(le.What, what) {
			return true
		}
	}
	return false
}

func TestMistakeNamesTheExactLine(t *testing.T) {
	t.Parallel()
	broken := strings.Replace(sample, "at: [1, 40, 70, 100, 10]", "at: [1, 40, 69, 100, 10]", 1)
	line := 1 + strings.Count(broken[:strings.Index(broken, "at: [1, 40, 69")], "\n")
	_, err := Load(oneFile(broken))
	want := fmt.Sprintf("procedures/sample.yaml:%d: sample.top.place: the field [1, 40, 69, 100, 10] lies over the field of sample.top.code_of_place [1, 40, 60, 60, 10]", line)
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestSeveralMistakesAreToldTogether(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer("type: address", "type: adress", "way: here", "way: there", "level: alert", "level: loud").Replace(sample)
	_, err := Load(oneFile(broken))
	if !told(err, "sample.top.place", "adress") || !told(err, "sample_errand", "there") {
		t.Errorf("got:\n%v", err)
	}
}

func TestAnEmptyFileIsAMistake(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "forms/own.yaml: the file is empty",
		" \n\n":                             "forms/own.yaml: the file is empty",
		"# our own form\n# to be written\n": "forms/own.yaml: the file is empty",
		"\ufeff":                            "forms/own.yaml: the file is empty",
		"---\n":                             "forms/own.yaml:2: the file is empty",
		"# later\n{}\n":                     "forms/own.yaml:2: the file is empty",
		"null\n":                            "forms/own.yaml:1: the file is empty",
		"\nform:\n":                         "forms/own.yaml:2: nothing stands under form",
		"codes: {}\n":                       "forms/own.yaml:1: nothing stands under codes",
		"procedure:\n# id: moving\n":        "forms/own.yaml:1: nothing stands under procedure",
		"variants: []\n":                    "forms/own.yaml:1: nothing stands under variants",
	} {
		_, err := Load(fstest.MapFS{"forms/own.yaml": {Data: []byte(text)}})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestACityReplacesById(t *testing.T) {
	t.Parallel()
	city := `codes:
  yes_no:
    - {value: "1", key: "1", name: {ja: はい, en: "yes"}}
    - {value: "2", key: "2", name: {ja: いいえ, en: "no"}}
`
	c, err := Load(nil, oneFile(city))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := c.Form("resident_change")
	if got := f.Display("poa", Value{V: "1"}, "ja"); got != "はい" {
		t.Errorf("the city's code list is not used: %q", got)
	}
	twice := fstest.MapFS{"codes/a.yaml": {Data: []byte(city)}, "codes/b.yaml": {Data: []byte(city)}}
	if _, err := Load(twice); err == nil || !strings.Contains(err.Error(), "codes/b.yaml:2: yes_no: this code list is already in codes/a.yaml") {
		t.Errorf("the same list twice in one folder: %v", err)
	}
	big := fstest.MapFS{"codes/a.yaml": {Data: make([]byte, maxFile+1)}}
	if _, err := Load(big); err == nil || !strings.Contains(err.Error(), "larger than 1 MB") {
		t.Errorf("a huge file: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(sample)
	f.Add("")
	f.Add("codes: {a: [{value: b}]}")
	f.Add("form: {id: x, version: 1, sections: [{id: y, continues: y, repeat: 3, fields: [{id: z, at: [1,1e308,-1e308,1,1]}]}]}")
	f.Add("a: &a [*a]")
	f.Add("procedure: {id: p, after: [p, p]}\nform: {}")
	f.Add("\xff\xfe\x00")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := load(oneFile(text))
		if (c == nil) == (err == nil) {
			t.Fatal("neither a catalogue nor a reason")
		}
		if err != nil {
			return
		}
		for _, form := range c.Forms() {
			form.CheckAll(nil, Context{Today: today})
			for _, it := range form.Items(nil) {
				form.Check(it.Key, "1", Context{Today: today})
			}
		}
	})
}
