package web

import (
	"cmp"

	"github.com/hitomado/hitomado/internal/front/closing"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// filed is where the paper of one page is.
type filed struct{ Kind, Where string }

// originals tells where the paper of each page of a visit is.
func (q *req) originals(d *visitData) error {
	at, err := q.s.Closing.Originals(q.ctx(), q.who, d.ID)
	if err != nil {
		return err
	}
	d.Places = q.words("original.", closing.Places())
	for _, a := range d.Apps {
		for _, p := range a.Pages {
			if p.State != page.Current {
				continue
			}
			o := at[p.ID]
			where := q.t("original." + cmp.Or(o.Place, closing.AtCounter))
			if o.Box != "" {
				where += " " + o.Box
			}
			d.Filed = append(d.Filed, filed{q.t("page.kind." + p.Kind), where})
		}
	}
	return nil
}
