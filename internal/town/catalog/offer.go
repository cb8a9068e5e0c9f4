package catalog

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// Sources of candidates.
const (
	offerHead     = "head"     // 世帯主と同じ
	offerPrevious = "previous" // 前の人と同じ
	offerVariants = "variants" // 字体違い
	offerToday    = "today"    // きょう
	offerFamily   = "family"   // 前の人の名字
)

var offerLabels = map[string]Text{
	offerHead:     {JA: "世帯主と同じ", EN: "Same as head of household"},
	offerPrevious: {JA: "前の人と同じ", EN: "Same as the person above"},
	offerVariants: {JA: "字体違い", EN: "Other glyph"},
	offerToday:    {JA: "きょう", EN: "Today"},
	offerFamily:   {JA: "前の人の名字", EN: "Family name of the person above"},
}

// maxOffers is how many candidates have a key (Alt+1 … Alt+3).
const maxOffers = 3

// offers lists the candidates that exist for this field, without the value
// itself and without repetition.
func (c *checker) offers(typed string) {
	for _, o := range c.field.Offer {
		source, key, _ := strings.Cut(o, ":")
		for _, v := range c.candidates(source, key, typed) {
			c.offer(source, v)
		}
	}
}

func (c *checker) offer(source, v string) {
	if v == "" || v == c.out.Value.V || len(c.out.Offers) >= maxOffers {
		return
	}
	for _, o := range c.out.Offers {
		if o.Value == v {
			return
		}
	}
	c.out.Offers = append(c.out.Offers, Offer{Source: source, Label: offerLabels[source], Value: v})
}

func (c *checker) candidates(source, key, typed string) []string {
	switch source {
	case offerHead:
		if key != c.item.Key {
			return []string{c.ctx.get(key).V}
		}
	case offerPrevious:
		if before, ok := previousKey(c.item); ok {
			return []string{c.ctx.get(before).V}
		}
	case offerVariants:
		return c.form.glyphs(typed)
	case offerToday:
		if !c.ctx.Today.IsZero() && typed == "" {
			return []string{jp.FromTime(c.ctx.Today).Short()}
		}
	}
	return nil
}

// previousKey is the same field of the person above.
func previousKey(it Item) (string, bool) {
	if it.Index < 2 {
		return "", false
	}
	lead, _, _ := strings.Cut(it.Key, ".")
	return lead + "." + itoa(it.Index-1) + "." + it.Field.ID, true
}

// glyphs writes a name with each of its characters that has variants changed
// in turn.
func (f *Form) glyphs(name string) []string {
	rs := []rune(name)
	var out []string
	for i, r := range rs {
		for _, v := range f.variants[r] {
			alt := append([]rune(nil), rs...)
			alt[i] = v
			out = append(out, string(alt))
		}
	}
	return out
}

// Repeat is a value that may be repeated from another field of the same form.
type Repeat struct {
	Source string // head | previous | family: only the family part, the rest is typed
	From   string // key of the other field
	Label  Text
}

// Repeats lists what may be repeated into a field while it is keyed. Unlike
// the offers of a check they name the other field and not its value, so that
// a station shows them as soon as the other field is typed.
func (f *Form) Repeats(it Item) []Repeat {
	var out []Repeat
	for _, o := range it.Field.Offer {
		source, from, _ := strings.Cut(o, ":")
		if source == offerPrevious || source == offerFamily {
			from, _ = previousKey(it)
		}
		if from != "" && from != it.Key {
			out = append(out, Repeat{Source: source, From: from, Label: offerLabels[source]})
		}
	}
	return out
}
