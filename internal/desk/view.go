package desk

import (
	"time"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// TaskView is the entry station's screen.
type TaskView struct {
	Task        Task               `json:"task"`
	Application Application        `json:"application"`
	Sections    []Section          `json:"sections"`
	Items       []Item             `json:"items"`
	Drafts      map[string]Value   `json:"drafts"`
	Typed       map[string]string  `json:"typed"`      // what one types to get a draft, by key, where that is not its value
	Echoes      map[string]string  `json:"echoes"`     // how a value was understood, by key
	Offers      map[string][]Offer `json:"offers"`     // candidates, by key
	Mismatches  map[string]Pair    `json:"mismatches"` // adjudication only
	Pages       []Page             `json:"pages"`
	Ask         []Inquiry          `json:"ask"`
}

// Task is the piece of work.
type Task struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind"` // first | second | adjudication | verification
	Version    int        `json:"version"`
	LeaseUntil *time.Time `json:"lease_until"` // null: nobody's lease, as in a verification
	Local      bool       `json:"local"`       // keyed at the counter
	Held       bool       `json:"held"`        // put aside by its holder
	Compared   bool       `json:"compared"`    // fields are held against the first entry as they are typed
	Portion    string     `json:"portion"`     // names | numbers: only that part of the form is shown; empty: the whole
}

// Application is what the form in work is about.
type Application struct {
	ID            string    `json:"id"`
	Procedure     string    `json:"procedure"`
	ProcedureName string    `json:"procedure_name"`
	FormName      string    `json:"form_name"`
	State         string    `json:"state"`
	Way           string    `json:"way"` // here | core
	Reception     string    `json:"reception"`
	Ticket        string    `json:"ticket"`
	OfficeName    string    `json:"office_name"`
	CounterName   string    `json:"counter_name"`
	WaitingSince  time.Time `json:"waiting_since"`
}

// Section is a part of the form, or one person of it.
type Section struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Item is one thing to key.
type Item struct {
	Key       string `json:"key"`
	Section   string `json:"section"`
	Name      string `json:"name"`
	Hint      string `json:"hint"`
	Type      string `json:"type"`
	Required  bool   `json:"required"`
	Dangerous bool   `json:"dangerous"`
	Max       int    `json:"max"`
	Codes     []Code `json:"codes"`
	Region    Region `json:"region"`
	// Repeats name fields whose value may be repeated here; none in a blind
	// entry.
	Repeats []Repeat `json:"repeats,omitempty"`
}

// Repeat is another field of the form whose value may be repeated.
type Repeat struct {
	Source string `json:"source"` // head | previous | family: only the family name
	From   string `json:"from"`
	Label  string `json:"label"`
}

// Code is one choice.
type Code struct {
	Value string `json:"value"`
	Name  string `json:"name"`
	Key   string `json:"key"`
}

// Region is an area on a sheet in millimetres of A4.
type Region struct {
	Page int     `json:"page"` // sheet of the form, from 1
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}

// Value is what was keyed: V canonical, W as written on the paper where that
// differs, M "" or "unreadable".
type Value struct {
	V string `json:"v"`
	W string `json:"w"`
	M string `json:"m"`
}

// Pair is what two people keyed differently: as stored and as shown.
type Pair struct {
	First       string `json:"first"`
	Second      string `json:"second"`
	FirstShown  string `json:"first_shown"`
	SecondShown string `json:"second_shown"`
	Third       string `json:"third,omitempty"` // where all three differ
	ThirdShown  string `json:"third_shown,omitempty"`
}

// Offer is a candidate for a field.
type Offer struct {
	Source string `json:"source"` // head | previous | variants | today
	Label  string `json:"label"`
	Value  string `json:"value"`
}

// Page is one scanned sheet.
type Page struct {
	ID           string `json:"id"`
	Page         int    `json:"page"` // place among the sheets of its kind, from 1
	Kind         string `json:"kind"`
	View         string `json:"view"` // address of the image
	Straightened bool   `json:"straightened"`
}

// Inquiry is a question to the counter and its answer.
type Inquiry struct {
	ID       string `json:"id"`
	Field    string `json:"field"`
	Question string `json:"question"`
	Kind     string `json:"kind"` // typed | as_written | gone; "" while open
	Answer   string `json:"answer"`
	Answered bool   `json:"answered"`
}

// SavedView answers a saved draft. Items and sections are there only when the
// list of items changed.
type SavedView struct {
	Fields   map[string]Understood `json:"fields"`
	Items    []Item                `json:"items,omitempty"`
	Sections []Section             `json:"sections,omitempty"`
}

// Understood is how one typed value was read.
type Understood struct {
	Value   Value             `json:"value"`
	Stored  string            `json:"stored"`         // what the draft holds now; sent back as was
	Keep    *Value            `json:"keep,omitempty"` // what to store when the person says no to a proposal
	Echo    string            `json:"echo"`
	Problem *FieldProblem     `json:"problem"`
	Fill    map[string]string `json:"fill"`
	Offers  []Offer           `json:"offers"`
}

// FieldProblem is something about one field that a person must look at.
type FieldProblem struct {
	Key      string `json:"key,omitempty"`
	Level    string `json:"level"` // error | alert | ask
	Code     string `json:"code"`
	Text     string `json:"text"`
	Proposal string `json:"proposal,omitempty"`
}

func sections(parts []entry.Part, lang string) []Section {
	out := make([]Section, len(parts))
	for i, p := range parts {
		out[i] = Section{Key: p.Key, Name: p.Name.In(lang)}
	}
	return out
}

func items(cells []entry.Cell, lang string) []Item {
	out := make([]Item, len(cells))
	for i, c := range cells {
		out[i] = Item{Key: c.Key, Section: c.Section, Name: c.Name.In(lang), Hint: c.Hint.In(lang), Type: c.Type, Required: c.Required,
			Dangerous: c.Dangerous, Max: c.Max, Codes: codes(c.Codes, lang), Region: region(c.Region), Repeats: repeats(c.Repeats, lang)}
	}
	return out
}

func repeats(list []catalog.Repeat, lang string) []Repeat {
	out := make([]Repeat, len(list))
	for i, r := range list {
		out[i] = Repeat{Source: r.Source, From: r.From, Label: r.Label.In(lang)}
	}
	return out
}

func codes(list []catalog.Code, lang string) []Code {
	out := make([]Code, len(list))
	for i, c := range list {
		out[i] = Code{Value: c.Value, Name: c.Name.In(lang), Key: c.Key}
	}
	return out
}

func region(r catalog.Rect) Region { return Region{Page: r.Page, X: r.X, Y: r.Y, W: r.W, H: r.H} }

func value(v catalog.Value) Value { return Value{V: v.V, W: v.W, M: v.M} }

func offers(list []catalog.Offer, lang string) []Offer {
	out := make([]Offer, len(list))
	for i, o := range list {
		out[i] = Offer{Source: o.Source, Label: o.Label.In(lang), Value: o.Value}
	}
	return out
}
