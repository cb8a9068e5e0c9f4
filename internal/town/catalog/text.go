package catalog

import "strings"

// Text is a piece of wording for people in the two languages of the screens.
type Text struct {
	JA string `yaml:"ja" json:"ja"`
	EN string `yaml:"en" json:"en"`
}

// In gives the wording in lang ("ja", "en", also with a region such as
// "en-GB"); a missing English text falls back to Japanese.
func (t Text) In(lang string) string {
	if strings.HasPrefix(lang, "en") && t.EN != "" {
		return t.EN
	}
	return t.JA
}

// IsZero says that no wording was given.
func (t Text) IsZero() bool { return t == Text{} }

// with replaces {name} by value in both languages.
func (t Text) with(name, value string) Text {
	r := strings.NewReplacer("{"+name+"}", value)
	return Text{JA: r.Replace(t.JA), EN: r.Replace(t.EN)}
}
