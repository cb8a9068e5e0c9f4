package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// MinFields is how many fields a case has at least; MinPage how many bytes its
// page has at least.
const (
	MinFields = 20
	MinPage   = 100_000
)

// Case is one visitor's errand: what they hand in and what must come out.
type Case struct {
	sample.Truth
	Page   []byte // a 200-dpi A4 JPEG that no other case has
	digest string // SHA-256 of the page in hexadecimal
	form   *catalog.Form
}

// Cases makes n errands, each with its own page: the sample pages that come
// with the program, with a scanner's noise. The same seed gives the same cases.
func Cases(n int, seed uint64) ([]*Case, error) {
	forms, err := usable()
	if err != nil {
		return nil, err
	}
	out := make([]*Case, n)
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	err = Each(index, runtime.NumCPU(), func(i int) error {
		f := forms[i%len(forms)]
		page, err := sample.Noise(f.PNG, seed+uint64(i))
		if err == nil && len(page) < MinPage {
			err = fmt.Errorf("a page has %d bytes, fewer than %d", len(page), MinPage)
		}
		sum := sha256.Sum256(page)
		out[i] = &Case{Truth: f.Truth, Page: page, digest: hex.EncodeToString(sum[:]), form: f.form}
		return err
	})
	return out, err
}

// filled is a sample page with the form that it is of.
type filled struct {
	sample.Ready
	form *catalog.Form
}

// asks tells whether a task asks for a field: an entry of a whole form for every
// one, of a portion for its own, and any other for those that it lists.
func (c *Case) asks(s Step, view desk.TaskView, key string) bool {
	switch {
	case s.Kind != "first":
		return slices.ContainsFunc(view.Items, func(i desk.Item) bool { return i.Key == key })
	case s.Portion != "":
		return c.form.In(catalog.Portion(s.Portion), key)
	}
	return true
}

// usable are the sample pages with enough fields of procedures that go all the
// way, into the core and onto a paper.
func usable() ([]filled, error) {
	c, err := catalog.Default()
	if err != nil {
		return nil, err
	}
	ready, err := sample.Committed()
	if err != nil {
		return nil, err
	}
	var out []filled
	for _, r := range ready {
		if p, ok := c.Procedure(r.Truth.Procedure); ok && p.Registers && len(r.Truth.Typed) >= MinFields {
			form, _ := c.Form(p.Form)
			out = append(out, filled{r, form})
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no sample page has enough fields")
	}
	return out, nil
}
