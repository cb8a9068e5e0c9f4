package catalog

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// Display shows a value to people: 令和8年11月22日（日）, the names of codes, あり.
// English shows a date as 22 Nov 2026 (R8.11.22). An unknown key and a value
// that fits no rule show the value itself.
func (f *Form) Display(key string, v Value, lang string) string {
	english := strings.HasPrefix(lang, "en")
	if v.M == Unreadable {
		return pick(english, "読めない", "unreadable")
	}
	it, ok := f.Item(key)
	if !ok || v.V == "" {
		return v.V
	}
	switch it.Field.Type {
	case TypeDate, TypeDateWestern:
		return displayDate(it.Field, v.V, english)
	case TypeCode, TypeCodes:
		return displayCodes(it.Field, v.V, lang)
	case TypeCount:
		return pick(english, v.V+"人", v.V)
	case TypeMark:
		return pick(english, "あり", "yes")
	}
	return v.V
}

func pick(english bool, ja, en string) string {
	if english {
		return en
	}
	return ja
}

func displayDate(f *Field, canonical string, english bool) string {
	d, err := jp.ParseCanonical(canonical)
	if err != nil {
		return canonical
	}
	t, real := d.Time()
	if !english || !real {
		return showDate(f, d)
	}
	if f.Type == TypeDateWestern {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006") + " (" + d.Short() + ")"
}

func displayCodes(f *Field, v, lang string) string {
	var names []string
	for _, value := range strings.Split(v, codeSep) {
		name := value
		if i := slices.IndexFunc(f.Codes, func(c Code) bool { return c.Value == value }); i >= 0 {
			name = f.Codes[i].Name.In(lang)
		}
		names = append(names, name)
	}
	if strings.HasPrefix(lang, "en") {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

// Retype is what a keyer would type to get a value: the key of a choice,
// R8.11.22 for a date, the value itself for everything else. A station that
// shows a saved draft shows it so, and reading it again changes nothing.
func (f *Form) Retype(key string, v Value) string {
	it, ok := f.Item(key)
	if !ok || v.V == "" {
		return v.V
	}
	switch it.Field.Type {
	case TypeDate:
		if d, err := jp.ParseCanonical(v.V); err == nil {
			return d.Short()
		}
	case TypeCode, TypeCodes:
		var keys []string
		for _, value := range strings.Split(v.V, codeSep) {
			if i := slices.IndexFunc(it.Field.Codes, func(c Code) bool { return c.Value == value && c.Key != "" }); i >= 0 {
				value = it.Field.Codes[i].Key
			}
			keys = append(keys, value)
		}
		return strings.Join(keys, ",")
	}
	return v.V
}
