package catalog

import "time"

// Unreadable is the mark of a value that nobody could read on the paper. It
// counts as filled, so that the form can go on to people who may ask.
const Unreadable = "unreadable"

// Value is what was keyed for one field.
type Value struct {
	V string `json:"v"` // canonical
	// W is what is written on the paper where a person agreed to take it as
	// something else: V 世帯主, W 本人.
	W string `json:"w,omitempty"`
	M string `json:"m,omitempty"` // "" or Unreadable
}

// Filled says whether something was keyed, 読めない included.
func (v Value) Filled() bool { return v.V != "" || v.M == Unreadable }

// Levels of a [Problem].
const (
	LevelError = "error" // refuses
	LevelAlert = "alert" // may pass after a warning
	LevelAsk   = "ask"   // a proposal: Enter means yes
)

// Problem is something a person must look at.
type Problem struct {
	Level string `json:"level"`
	// Code is a key of the message catalogue ("error.<Code>"); for a check
	// of the form it is "check.<form>.<check>" and Text has the wording.
	Code     string         `json:"code"`
	Args     map[string]any `json:"args,omitempty"`
	Proposal string         `json:"proposal,omitempty"`
	Key      string         `json:"key"`
	Text     Text           `json:"text,omitzero"`
}

// Offer is a candidate for a field, taken from what exists.
type Offer struct {
	Source string `json:"source"` // head | previous | variants | today
	Label  Text   `json:"label"`
	Value  string `json:"value"`
}

// Checked is the answer to one typed value.
type Checked struct {
	// Value is what to store: at once, after the warning (alert), or when the
	// person says yes (ask). It is empty after an error.
	Value Value `json:"value"`
	// Keep is what to store when the person says no to a proposal; nil means
	// that something else must be typed.
	Keep *Value `json:"keep,omitempty"`
	// Echo shows how the value was understood, in Japanese.
	Echo string `json:"echo,omitempty"`
	// Fill maps other keys to values they take when they are still empty.
	Fill    map[string]string `json:"fill,omitempty"`
	Problem *Problem          `json:"problem,omitempty"`
	Offers  []Offer           `json:"offers,omitempty"`
}

// Context is what a check may know besides the typed text.
type Context struct {
	Today time.Time              // the business day
	Get   func(key string) Value // values keyed so far; may be nil
}

func (c Context) get(key string) Value {
	if c.Get == nil {
		return Value{}
	}
	return c.Get(key)
}
