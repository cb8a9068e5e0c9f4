package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
)

func (c *checker) integer(typed string) {
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(jp.Half(typed), "人"), "通")))
	least := 0
	if c.field.Required {
		least = 1
	}
	if err != nil || n < least || n > c.field.Max {
		c.problem(LevelError, "number_range", "min", least, "max", c.field.Max)
		return
	}
	c.take(strconv.Itoa(n))
}

func (c *checker) myNumber(typed string) { c.number(jp.MyNumber, typed) }

func (c *checker) card(typed string) { c.number(jp.ResidenceCard, typed) }

func (c *checker) municipality(typed string) { c.number(jp.MunicipalityCode, typed) }

func (c *checker) number(read func(string) (string, error), typed string) {
	v, err := read(typed)
	if err != nil {
		c.fail(err)
		return
	}
	c.take(v)
}

func (c *checker) residentCode(typed string) {
	v, alert, err := jp.ResidentCode(typed)
	if err != nil {
		c.fail(err)
		return
	}
	c.take(v)
	if alert {
		c.problem(LevelAlert, "resident_code_check")
	}
}

// markYes are the ways to say that a box is ticked, markNo that it is not.
var (
	markYes = []string{"1", "x", "X", "レ", "✓", "✔", "○", "〇", "有", "あり", "はい", "y", "Y"}
	markNo  = []string{"0", "無", "なし", "いいえ", "n", "N"}
)

func (c *checker) mark(typed string) {
	switch typed = jp.Half(typed); {
	case slices.Contains(markYes, typed):
		c.take("1")
	case !slices.Contains(markNo, typed):
		c.problem(LevelError, "mark_value")
	}
}

func (c *checker) code(typed string) {
	code, ok := c.choose(typed)
	if !ok {
		c.problem(LevelError, "code_unknown", "choices", c.choices())
		return
	}
	c.take(code.Value)
	c.out.Echo = code.Name.JA
}

// codes reads several choices, parted by commas, spaces or 、 — or, where all
// choices have keys, by nothing: "13".
func (c *checker) codes(typed string) {
	var chosen []string
	for _, p := range splitAny(typed, ",、，") {
		got, ok := c.chooseSome(strings.TrimSpace(p))
		if !ok {
			c.problem(LevelError, "code_unknown", "choices", c.choices())
			return
		}
		chosen = append(chosen, got...)
	}
	var names []string
	var values []string
	for _, code := range c.field.Codes { // in the order of the list, each once
		if slices.Contains(chosen, code.Value) {
			values, names = append(values, code.Value), append(names, code.Name.JA)
		}
	}
	c.take(strings.Join(values, codeSep))
	c.out.Echo = strings.Join(names, "、")
}

func splitAny(s, separators string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
}

// chooseSome reads one choice, whose name may hold spaces and ・ itself, or
// several parted by those, or a run of keys.
func (c *checker) chooseSome(typed string) ([]string, bool) {
	if code, ok := c.choose(typed); ok {
		return []string{code.Value}, true
	}
	parts := splitAny(typed, " 　・")
	if len(parts) < 2 {
		return c.chooseByKeys(typed)
	}
	var out []string
	for _, p := range parts {
		got, ok := c.chooseSome(p)
		if !ok {
			return nil, false
		}
		out = append(out, got...)
	}
	return out, true
}

// chooseByKeys reads a run of keys: "13".
func (c *checker) chooseByKeys(typed string) ([]string, bool) {
	var out []string
	for _, r := range jp.Half(typed) {
		i := slices.IndexFunc(c.field.Codes, func(k Code) bool { return k.Key != "" && strings.EqualFold(k.Key, string(r)) })
		if i < 0 {
			return nil, false
		}
		out = append(out, c.field.Codes[i].Value)
	}
	return out, len(out) > 0
}

// choose finds a choice by its stored value, its name or its key, in this
// order, so that a stored value is always read back as itself.
func (c *checker) choose(typed string) (Code, bool) {
	half := jp.Half(typed)
	for _, same := range []func(Code) bool{
		func(k Code) bool { return k.Value == typed },
		func(k Code) bool { return k.Name.JA == typed || strings.EqualFold(k.Name.EN, half) },
		func(k Code) bool { return k.Key != "" && strings.EqualFold(k.Key, half) },
	} {
		if i := slices.IndexFunc(c.field.Codes, same); i >= 0 {
			return c.field.Codes[i], true
		}
	}
	return Code{}, false
}

func (c *checker) choices() string {
	var names []string
	for _, k := range c.field.Codes {
		if k.Key != "" {
			names = append(names, k.Key+" "+k.Name.JA)
		} else {
			names = append(names, k.Name.JA)
		}
	}
	return strings.Join(names, "・")
}
