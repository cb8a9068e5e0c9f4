package catalog

// Field types. A type decides how a typed value is read and made canonical.
const (
	TypeName         = "name"
	TypeKana         = "kana"
	TypeText         = "text"
	TypeAddress      = "address"
	TypePostal       = "postal"
	TypePhone        = "phone"
	TypeDate         = "date"         // shown in wareki
	TypeDateWestern  = "date_western" // shown in the Western calendar only
	TypeCode         = "code"         // one of Codes
	TypeCodes        = "codes"        // several of Codes, joined by ","
	TypeCount        = "count"        // how many people are written
	TypeInteger      = "integer"
	TypeMyNumber     = "mynumber"
	TypeResidentCode = "resident_code"
	TypeCard         = "residence_card"
	TypeMunicipality = "municipality" // 全国地方公共団体コード
	TypeRelationship = "relationship"
	TypeMark         = "mark" // a checkbox: "1" or empty
)

// Form is one paper form: its sections in the order of keying, its layout on
// A4 and its cross-field checks. A loaded form is immutable and safe for
// concurrent use.
type Form struct {
	ID      string
	Version int
	Name    Text
	Pages   int      // sheets, counted from 1
	Kinds   []string // page kinds an application with this form may have
	// Core lists field ids in the order in which the core's screens ask for
	// them; what it leaves out follows in the order of keying.
	Core []string
	// Screens divides that order into the core's screens; empty: the sections
	// of the paper stand for them.
	Screens []Screen
	// CoreDates is how the core has dates typed: DatesShort or DatesDigits.
	CoreDates string
	// Paper holds the printed wording that belongs to no field.
	Paper    []Print
	Sections []*Section
	Checks   []*Check
	// Retention says how long what was written on it is kept (保存年限).
	Retention Retention

	groups   []*group
	items    []Item // every item, in the order of keying
	byKey    map[string]Item
	variants map[rune][]rune // glyph variants to offer for names
}

// Retention is a form's 保存年限 and 起算日.
type Retention struct {
	Years int    `yaml:"years"` // 0: no rule, nothing is ever erased
	From  string `yaml:"from"`  // FromEnd or FromFiscalYear
}

// The 起算日 of a retention.
const (
	FromEnd        = "end"         // the day the application was over
	FromFiscalYear = "fiscal_year" // the 1st of April after that day
)

// Section is a block of the form. A repeated section is one row per person.
type Section struct {
	ID   string
	Name Text
	// Number names one repetition, "{n}" stands for its number.
	Number Text
	Repeat int     // 0: once; otherwise the most repetitions
	Pitch  float64 // millimetres down per repetition
	// Continues names the repeated section whose people this section goes on
	// describing, on another sheet: same count, same keys.
	Continues string
	OnlyIf    string // CEL: its fields are asked only when true
	Title     Rect   // where the section's name is printed; zero: not printed
	Heads     []Print
	NumberBox Rect // the cell with the number of the first repetition
	Fields    []*Field

	onlyIf *program
	group  *group
	rows   [][]Item // by repetition, from 0
}

// Print is wording on the blank sheet.
type Print struct {
	Region Rect
	Text   Text
	Shade  bool // printed as a grey heading cell with a border
}

// Field is one thing the form asks.
type Field struct {
	ID         string
	Name, Hint Text
	Type       string
	Required   bool
	RequiredIf string // CEL; for repeated sections about "it"
	OnlyIf     string // CEL: not asked at all unless true
	Region     Rect   // where people write, of the first repetition
	Label      Rect   // the printed label cell; zero: none
	Printed    Text   // printed label when it differs from Name
	Preprint   string // wording inside the writing area, such as 年 月 日
	Codes      []Code
	// Boxes are the printed tick boxes of a code field, empty when the value
	// is written by hand.
	Boxes []Box
	Max   int // longest value in user-perceived characters; counts: largest
	// Digits is the number of digits a text must have, 0 when it is free; a
	// different number is an alert.
	Digits int
	// Dangerous values (names, numbers, dates) must be typed to overrule.
	Dangerous bool
	Confirm   int // people who must confirm it; 0: the procedure's default
	// Sensitive fields (個人番号, 住民票コード) are not keyed and are blacked out.
	Sensitive bool
	// Office fields are written on the paper by the staff and never keyed.
	Office bool
	Birth  bool   // non-calendar days are accepted, no weekday is shown
	Future bool   // a date after today is accepted
	Fill   string // postal: the address field it fills
	// Offer lists candidate sources: "head:<field>", "previous", "family",
	// "variants", "today".
	Offer []string
	// Portion is where it belongs when the form is split.
	Portion Portion

	requiredIf, onlyIf *program
}

// Code is one choice of a code field.
type Code struct {
	Value string `yaml:"value"`
	Name  Text   `yaml:"name"`
	Key   string `yaml:"key"` // the key that chooses it; "" none
	// Core is the core's own code where it is not Value.
	Core string `yaml:"core"`
}

// Box is one printed choice: the little square stands at the left of Region.
type Box struct {
	Code   Code
	Region Rect
}

// Check is a rule over several fields of a form.
type Check struct {
	ID    string
	When  string // CEL: true means there is a problem
	Each  string // repeated section: tried for every written person as "it"
	Level string // LevelError | LevelAlert | LevelAsk
	Text  Text   // "{n}" stands for the number of the person
	At    string // the field the problem is shown at

	when    *program
	crosses bool // reads fields of both portions
}

// group is a section that stands for itself, with those that continue it.
type group struct {
	lead     *Section
	sections []*Section
	count    *Field // only when repeated
}
