package hall

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// readable gives papers the keyed values as people read them: in the order of
// the form, or as the core's screens ask for them.
func (h *Hall) readable(ctx context.Context, actor kernel.Actor, a visit.Application, core bool) ([]handover.Section, error) {
	stored, err := h.Entries.ReadValues(ctx, actor, a)
	if err != nil {
		return nil, err
	}
	sheet, err := entry.SheetOf(h.Catalog, a)
	if err != nil || sheet.Core { // keyed in the core: the values are there
		return nil, err
	}
	if core {
		return toCore(sheet, stored), nil
	}
	cells := sheet.Cells(func(key string) string { return stored[key].V })
	var out []handover.Section
	at := map[string]int{}
	for _, p := range sheet.Parts(cells) {
		at[p.Key] = len(out)
		out = append(out, handover.Section{Name: p.Name})
	}
	for _, c := range cells {
		sec := &out[at[c.Section]]
		sec.Rows = append(sec.Rows, handover.Row{Name: c.Name, Value: sheet.Display(c.Key, stored[c.Key].Value, "ja"), Dangerous: c.Dangerous})
	}
	return out, nil
}

// toCore lists the values that are asked for, screen by screen of the core.
func toCore(sheet entry.Sheet, stored map[string]entry.Stored) []handover.Section {
	asked := map[string]bool{}
	for _, it := range sheet.Form.Items(func(key string) string { return stored[key].V }) {
		asked[it.Key] = true
	}
	var out []handover.Section
	for _, p := range sheet.Form.CoreParts() {
		sec := handover.Section{Name: p.Name}
		for _, it := range p.Items {
			if !asked[it.Key] {
				continue
			}
			v := stored[it.Key].Value
			row := handover.Row{Name: it.Field.Name, Dangerous: it.Field.Dangerous}
			row.Value, row.Note = sheet.Form.ToCore(it.Key, v)
			if row.Note != "" {
				row.Note = texts.T("ja", "document.typed", "value", row.Note)
			}
			if v.W != "" {
				row.Note = texts.T("ja", "document.written", "value", v.W)
			}
			sec.Rows = append(sec.Rows, row)
		}
		if len(sec.Rows) > 0 {
			out = append(out, sec)
		}
	}
	return out
}
