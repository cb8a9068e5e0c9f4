package voice

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
)

// State is what became of a suggestion.
type State string

// The states: 受付・検討中・反映・見送り.
const (
	Received   State = "received"
	Considered State = "considered"
	Adopted    State = "adopted"
	Declined   State = "declined"
)

// Answers lists the states that an answer may give.
func Answers() []State { return []State{Considered, Adopted, Declined} }

// Suggestion is something a colleague noticed.
type Suggestion struct {
	ID         string
	Office     string // where the colleague sat
	Screen     string // the screen it is about
	Text       string
	Staff      string
	At         time.Time
	State      State
	Answer     string
	Answerer   string
	AnsweredAt time.Time
	Version    int
}

// Rule is one of an office's own rules.
type Rule struct {
	ID     string
	Office string // All: every office
	Screen string // All: every screen
	Text   string
	Since  string // business day from which it holds
	Staff  string
}

// All is every office or every screen of a rule.
const All = "*"

// holds tells whether the rule is to be shown on a screen of an office.
func (r Rule) holds(office, screen, day string) bool {
	return (r.Office == All || r.Office == office) && (r.Screen == All || r.Screen == screen) && r.Since <= day
}

// maxText is how many characters of a text are kept.
const maxText = 1000

// written trims a text: "text_missing", "text_too_long", "text_invalid".
func written(text, field string) (string, error) {
	text, err := words.Text(text, maxText, field)
	if err == nil && text == "" {
		err = kernel.E(kernel.Invalid, "text_missing").On(field)
	}
	return text, err
}

// screenName is what a face calls a screen. It goes into the record, so it is a
// word and no text.
var screenName = regexp.MustCompile(`^[a-z_]{1,40}$`)

// officeName is how the id of an office may look.
var officeName = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)

// known refuses what is not the name of a screen: "screen_unknown".
func known(screen string) error {
	if screen == All || screenName.MatchString(screen) {
		return nil
	}
	return kernel.E(kernel.Invalid, "screen_unknown").On("screen")
}

// checkAnswer: what is adopted or declined says why.
func checkAnswer(state State, answer string) (string, error) {
	if !slices.Contains(Answers(), state) {
		return "", kernel.E(kernel.Invalid, "answer_state_unknown").On("state")
	}
	if state == Considered && strings.TrimSpace(answer) == "" {
		return "", nil
	}
	return written(answer, "answer")
}
