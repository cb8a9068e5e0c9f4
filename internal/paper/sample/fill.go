package sample

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// filler writes one form.
type filler struct {
	rng    *rand.Rand
	form   *catalog.Form
	today  time.Time
	opts   Options
	family word
	nation *nation // nil for Japanese households
	used   map[string]bool
	truth  Truth
}

// writers know which form asks what; a form of a city's own has none.
var writers = map[string]func(*filler){
	"resident_change":     (*filler).transfer,
	"nhi_change":          (*filler).insurance,
	"certificate_request": (*filler).certificate,
	"address_change":      (*filler).moving,
	"child_allowance":     (*filler).allowance,
}

// Fill makes the form of a procedure as one household would hand it in. The
// same arguments give the same form. What it says is held against the
// catalogue before it is returned. Errors: sample_procedure (NotFound) when
// there is no such procedure or nobody knows how to fill its form;
// sample_refused (Invalid), with the key, when the catalogue takes a value
// otherwise than meant, as after a city changed a form.
func Fill(c *catalog.Catalog, procedure string, seed uint64, opts Options) (Truth, error) {
	p, ok := c.Procedure(procedure)
	if !ok {
		return Truth{}, kernel.E(kernel.NotFound, "sample_procedure", "procedure", procedure)
	}
	form, known := c.Form(p.Form)
	write, can := writers[p.Form]
	if !known || !can {
		return Truth{}, kernel.E(kernel.NotFound, "sample_procedure", "procedure", procedure)
	}
	if opts.Today.IsZero() {
		opts.Today = Day()
	}
	f := newFiller(form, procedure, seed, opts)
	write(f)
	if err := f.verify(); err != nil {
		return Truth{}, err
	}
	return f.truth, nil
}

func newFiller(form *catalog.Form, procedure string, seed uint64, opts Options) *filler {
	h := fnv.New64a()
	_, _ = h.Write([]byte(procedure)) // a hash never fails
	today := opts.Today.In(japan)
	today = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, japan)
	f := &filler{rng: rand.New(rand.NewPCG(seed, h.Sum64())), form: form, today: today, opts: opts, used: map[string]bool{},
		truth: Truth{Form: form.ID, Procedure: procedure, Seed: seed, Day: today.Format(time.DateOnly),
			Typed: map[string]string{}, Want: map[string]catalog.Value{}}}
	f.name()
	return f
}

// name decides how the family is called; one in six is hard to type anyway.
func (f *filler) name() {
	hard := f.rng.IntN(6) == 0
	switch {
	case f.opts.Foreign:
		f.nation = &nations[f.rng.IntN(len(nations))]
		f.family = pick(f.rng, f.nation.surnames)
	case hard || f.opts.HardNames:
		f.family = pick(f.rng, hardSurnames)
	default:
		f.family = pick(f.rng, surnames)
	}
}

// people is how many rows to write, at most what the form has.
func (f *filler) people(section string) int {
	most := 1
	if it, ok := f.form.Item(section + ".count"); ok {
		most = it.Field.Max
	}
	n := 1 + f.rng.IntN(5)
	if f.opts.People > 0 {
		n = f.opts.People
	}
	return min(n, most)
}

// put writes one field: what to type and what it must become.
func (f *filler) put(key, typed string, want catalog.Value) {
	f.truth.Typed[key], f.truth.Want[key] = typed, want
}

func (f *filler) text(key, s string) { f.put(key, s, catalog.Value{V: s}) }

// day writes a date as on the paper, in an era or, where asked so, western.
func (f *filler) day(key string, t time.Time) {
	iso := t.Format(time.DateOnly)
	typed := jp.FromTime(t).Short()
	if it, ok := f.form.Item(key); ok && it.Field.Type == catalog.TypeDateWestern {
		typed = iso
	}
	f.put(key, typed, catalog.Value{V: iso})
}

// code chooses values of a code field: typed by its keys where it has them,
// else by name.
func (f *filler) code(key string, values ...string) {
	var typed []string
	if it, ok := f.form.Item(key); ok {
		for _, c := range it.Field.Codes {
			switch {
			case !slices.Contains(values, c.Value):
			case c.Key != "":
				typed = append(typed, c.Key)
			default:
				typed = append(typed, c.Name.JA)
			}
		}
	}
	f.put(key, strings.Join(typed, ","), catalog.Value{V: strings.Join(values, ",")})
}

// kana writes a reading; some people write hiragana.
func (f *filler) kana(key, katakana string) {
	typed := katakana
	if f.rng.IntN(8) == 0 {
		typed = hiragana(katakana)
	}
	f.put(key, typed, catalog.Value{V: katakana})
}

func hiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヴ' {
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, s)
}

// place writes an address; the keyer agrees to the registry's way.
func (f *filler) place(key string, a address) {
	v := catalog.Value{V: a.registry}
	if a.written != a.registry {
		v.W = a.written
	}
	f.put(key, a.written, v)
}

func (f *filler) secret(key, s string) {
	if f.truth.Secret == nil {
		f.truth.Secret = map[string]string{}
	}
	f.truth.Secret[key] = s
}
