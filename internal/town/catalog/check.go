package catalog

import (
	"errors"
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Check reads what was typed for one field: it makes the value canonical, says
// what is doubtful about it and what else may be meant. Nothing typed gives an
// empty value and the offers; whether the field may stay empty is CheckAll's
// question. Checking a canonical value again changes nothing.
func (f *Form) Check(key, typed string, ctx Context) Checked {
	it, ok := f.Item(key)
	if !ok {
		return Checked{Problem: &Problem{Level: LevelError, Code: "field_unknown", Key: key}}
	}
	c := &checker{form: f, item: it, field: it.Field, ctx: ctx}
	if err := jp.ValidText(typed); err != nil {
		c.fail(err)
	} else if typed = jp.Clean(typed); typed != "" {
		c.limit(typed)
		if c.out.Problem == nil {
			checkers[it.Field.Type](c, typed)
		}
	}
	c.offers(typed)
	return c.out
}

// checker works on one typed value.
type checker struct {
	form  *Form
	item  Item
	field *Field
	ctx   Context
	out   Checked
}

// checkers has one reader per field type.
var checkers = map[string]func(c *checker, typed string){
	TypeName: (*checker).name, TypeKana: (*checker).kana, TypeText: (*checker).text, TypeAddress: (*checker).address,
	TypePostal: (*checker).postal, TypePhone: (*checker).phone, TypeDate: (*checker).date, TypeDateWestern: (*checker).date,
	TypeCode: (*checker).code, TypeCodes: (*checker).codes, TypeCount: (*checker).integer, TypeInteger: (*checker).integer,
	TypeMyNumber: (*checker).myNumber, TypeResidentCode: (*checker).residentCode, TypeCard: (*checker).card, TypeMunicipality: (*checker).municipality,
	TypeRelationship: (*checker).relationship, TypeMark: (*checker).mark,
}

// limit refuses text that no field of the register could hold. Numbers and
// codes have their own rules.
func (c *checker) limit(typed string) {
	switch c.field.Type {
	case TypeName, TypeKana, TypeText, TypeAddress:
		if n := jp.Len(typed); n > c.field.Max {
			c.problem(LevelError, "field_too_long", "max", c.field.Max, "length", n)
		}
	default:
		if jp.Len(typed) > 200 {
			c.problem(LevelError, "field_too_long", "max", 200, "length", jp.Len(typed))
		}
	}
}

func (c *checker) take(v string) { c.out.Value = Value{V: v} }

func (c *checker) problem(level, code string, args ...any) {
	p := &Problem{Level: level, Code: code, Key: c.item.Key}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]any{}
		}
		name, _ := args[i].(string)
		p.Args[name] = args[i+1]
	}
	c.out.Problem = p
	if level == LevelError {
		c.out.Value, c.out.Echo, c.out.Fill = Value{}, "", nil
	}
}

// fail turns a coded error of base/jp into a problem that refuses.
func (c *checker) fail(err error) {
	c.problem(LevelError, kernel.CodeOf(err))
	if e, ok := errors.AsType[*kernel.Error](err); ok {
		c.out.Problem.Args = e.Args
	}
}

// ask proposes canonical for what is written; shown is how a person would
// type it.
func (c *checker) ask(code, canonical, shown, written string) {
	c.problem(LevelAsk, code, "proposal", shown, "written", written)
	c.out.Problem.Proposal = shown
	c.out.Value = Value{V: canonical, W: written}
}

// spaced makes the gap between family and given name one space, full-width
// except between Latin letters. Nothing else of a name is ever touched.
func spaced(s string) string {
	gap := "　"
	if strings.ContainsFunc(s, isLatin) {
		gap = " "
	}
	return strings.Join(strings.Fields(s), gap)
}

func isLatin(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xC0 && r < 0x250 && r != 0xD7 && r != 0xF7
}
