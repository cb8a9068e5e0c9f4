package through

import (
	"fmt"
	"testing/fstest"

	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// kinds is a catalogue with procedures for each kind of form of a scenario
// and its planned minutes; every form asks for one line of text.
func kinds(s sim.Scenario) (*catalog.Catalog, error) {
	files := fstest.MapFS{"forms/slip.yaml": {Data: []byte(slip)}}
	for k := range s.Entry {
		for n := range s.Forms {
			id := procedure(k, n)
			files["procedures/"+id+".yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, errand, id, k,
				float64(s.EntryMean(k))/sim.Minute, float64(s.VerifyMean(k))/sim.Minute)}
		}
	}
	return catalog.Load(files)
}

// procedure is the errand of a visit's n-th form; a visit brings each only once.
func procedure(kind, n int) string { return fmt.Sprintf("kind_%d_%d", kind, n) }

const slip = `
form:
  id: slip
  version: 1
  name: {ja: 計測用の用紙, en: Slip}
  pages: 1
  kinds: [form]
  sections:
    - id: all
      name: {ja: 内容, en: Content}
      fields:
        - {id: ` + field + `, name: {ja: 内容, en: Content}, hint: {ja: 1行, en: One line}, type: text, required: true, at: [1, 60, 60, 100, 10], label: [1, 40, 60, 20, 10]}
`

const field = "content"

const errand = `
procedure:
  id: %s
  name: {ja: 計測%d, en: Errand}
  guide: {ja: 計測用, en: For measuring}
  form: slip
  way: here
  registers: true
  minutes: {entry: %g, verify: %g}
`
