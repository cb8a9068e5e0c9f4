package catalog

import (
	"math"
	"slices"
)

// rowHeight is the least height for handwriting, boxHeight for tick boxes and
// single marks, boxWidth the least width of a tick box with its wording, in
// millimetres.
const (
	rowHeight = 9.0
	boxHeight = 6.0
	boxWidth  = 8.0
)

// typeMax is the longest value by type, where the data say nothing.
var typeMax = map[string]int{
	TypeName: 60, TypeKana: 100, TypeText: 100, TypeAddress: 120, TypePostal: 8, TypePhone: 13, TypeDate: 20,
	TypeDateWestern: 20, TypeCode: 40, TypeCodes: 200, TypeInteger: 99, TypeMyNumber: 12, TypeResidentCode: 11,
	TypeCard: 12, TypeMunicipality: 6, TypeRelationship: 20, TypeMark: 1,
}

func (b *builder) field(path, where string, s *Section, r rawField) {
	if !b.src.id(path, where, r.ID) {
		return
	}
	f := &Field{ID: r.ID, Name: r.Name, Hint: r.Hint, Type: r.Type, Required: r.Required, RequiredIf: r.RequiredIf,
		OnlyIf: r.OnlyIf, Printed: r.Printed, Preprint: r.Preprint, Max: r.Max, Digits: r.Digits, Dangerous: r.Dangerous, Confirm: r.Confirm,
		Sensitive: r.Sensitive, Office: r.Office, Birth: r.Birth, Future: r.Future, Fill: r.Fill, Offer: r.Offer}
	if f.Portion = r.Portion; f.Portion == Whole {
		f.Portion = portionOf(f)
	} else {
		b.src.oneOf(path+"/portion", where, "portion", string(r.Portion), string(Names), string(Numbers))
	}
	b.path[f] = path
	s.Fields = append(s.Fields, f)
	b.src.text(path+"/name", where, "the name", f.Name)
	if !f.Office {
		b.src.text(path+"/hint", where, "the hint", f.Hint)
	}
	def, ok := typeMax[f.Type]
	if !ok {
		b.src.fail(path+"/type", where, "there is no type %q", f.Type)
		return
	}
	if f.Max == 0 {
		f.Max = def
	}
	if f.Max < 0 || f.Digits < 0 || f.Confirm < 0 || f.Confirm > 5 {
		b.src.fail(path, where, "max, digits and confirm must not be negative, confirm at most 5")
	}
	f.Region = b.rect(path+"/at", where, r.At)
	f.Label = b.optionalRect(path+"/label", where, r.Label)
	b.codes(path, where, f, r)
	b.height(path, where, f)
}

func (b *builder) height(path, where string, f *Field) {
	least := rowHeight
	if len(f.Boxes) > 0 || f.Type == TypeMark || f.Office {
		least = boxHeight
	}
	if !f.Region.IsZero() && f.Region.H < least-slack {
		b.src.fail(path+"/at", where, "%g mm is too low to write in, at least %g", f.Region.H, least)
	}
}

func (b *builder) codes(path, where string, f *Field, r rawField) {
	wants := f.Type == TypeCode || f.Type == TypeCodes
	if !wants {
		if r.Codes != "" || r.Choices != "" || r.Only != nil {
			b.src.fail(path, where, "codes and choices belong to the types code and codes")
		}
		return
	}
	list, ok := b.draft.codes[r.Codes]
	if !ok {
		b.src.fail(path+"/codes", where, "there is no code list %q", r.Codes)
		return
	}
	f.Codes = b.part(path+"/only", where, list.codes, r.Only)
	switch r.Choices {
	case "":
	case "boxes":
		f.Boxes = b.boxes(f.Region, b.part(path+"/boxes", where, f.Codes, r.Boxes), r.Columns)
		if len(f.Boxes) > 0 && (f.Boxes[0].Region.H < boxHeight-slack || f.Boxes[0].Region.W < boxWidth-slack) {
			box := f.Boxes[0].Region
			b.src.fail(path+"/at", where, "the tick boxes need %g × %g mm each, there are %.1f × %.1f", boxWidth, boxHeight, box.W, box.H)
		}
	default:
		b.src.fail(path+"/choices", where, "choices is %q, it can only be boxes", r.Choices)
	}
}

// part takes the named values of a list, all of them when none is named.
func (b *builder) part(path, where string, all []Code, only []string) []Code {
	if only == nil {
		return slices.Clone(all)
	}
	var out []Code
	for _, v := range only {
		i := slices.IndexFunc(all, func(c Code) bool { return c.Value == v })
		if i < 0 {
			b.src.fail(path, where, "the code list has no value %q", v)
			continue
		}
		out = append(out, all[i])
	}
	return out
}

// boxes spreads the printed choices evenly over the region.
func (b *builder) boxes(in Rect, codes []Code, columns int) []Box {
	if len(codes) == 0 {
		return nil
	}
	if columns <= 0 {
		columns = len(codes)
	}
	rows := math.Ceil(float64(len(codes)) / float64(columns))
	w, h := in.W/float64(columns), in.H/rows
	out := make([]Box, len(codes))
	for i, c := range codes {
		out[i] = Box{c, Rect{in.Page, in.X + w*float64(i%columns), in.Y + h*float64(i/columns), w, h}}
	}
	return out
}
