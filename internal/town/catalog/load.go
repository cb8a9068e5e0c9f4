package catalog

import (
	"embed"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed data
var embedded embed.FS

// Catalog is all procedures and forms of the municipality. It is immutable
// and safe for concurrent use.
type Catalog struct {
	procedures []*Procedure
	byID       map[string]*Procedure
	forms      map[string]*Form
	codes      map[string][]Code
}

// Default gives the catalogue that comes with the program.
func Default() (*Catalog, error) { return defaultCatalog() }

var defaultCatalog = sync.OnceValues(func() (*Catalog, error) { return Load() })

// Load reads the catalogue of the program and then those of fss, typically a
// city's own folder with procedures/, forms/ and codes/; something with an id
// that exists replaces it. The error joins a [LoadError] for every mistake.
func Load(fss ...fs.FS) (*Catalog, error) {
	own, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, err
	}
	return load(append([]fs.FS{own}, fss...)...)
}

// Procedures are all procedures in the order of their files.
func (c *Catalog) Procedures() []*Procedure { return slices.Clone(c.procedures) }

// Procedure finds a procedure by id.
func (c *Catalog) Procedure(id string) (*Procedure, bool) {
	p, ok := c.byID[id]
	return p, ok
}

// Form finds a form by id.
func (c *Catalog) Form(id string) (*Form, bool) {
	f, ok := c.forms[id]
	return f, ok
}

// Lists of codes that a counter chooses from, beside those of the forms.
const (
	IdentityOne = "identity_one" // identity papers of which one is enough
	IdentityTwo = "identity_two" // identity papers of which two are needed
	Entitlement = "entitlement"  // papers that prove the right of a legal representative
	KeptThing   = "kept_thing"   // what is taken in keeping
	NotScanned  = "not_scanned"  // what is never scanned
)

// Codes is a code list by name, empty when there is none.
func (c *Catalog) Codes(list string) []Code { return slices.Clone(c.codes[list]) }

// Forms are all forms, ordered by id.
func (c *Catalog) Forms() []*Form {
	out := make([]*Form, 0, len(c.forms))
	for _, f := range c.forms {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *Form) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// draft is the catalogue while it is being put together.
type draft struct {
	errs       []error
	codes      map[string]codeList
	variants   map[rune][]rune
	forms      map[string]*source
	procedures map[string]*source
	order      []string // procedure ids as they came
}

type codeList struct {
	codes []Code
	src   *source
}

func load(fss ...fs.FS) (*Catalog, error) {
	d := &draft{codes: map[string]codeList{}, variants: map[rune][]rune{},
		forms: map[string]*source{}, procedures: map[string]*source{}}
	for _, f := range fss {
		if f == nil {
			continue
		}
		d.readAll(f)
	}
	c := &Catalog{byID: map[string]*Procedure{}, forms: map[string]*Form{}, codes: map[string][]Code{}}
	d.checkCodes()
	for name, l := range d.codes {
		c.codes[name] = l.codes
	}
	for id, src := range d.forms {
		if f := d.buildForm(src); f != nil {
			c.forms[id] = f
		}
	}
	for _, id := range d.order {
		p := d.buildProcedure(d.procedures[id])
		c.procedures = append(c.procedures, p)
		c.byID[id] = p
	}
	if len(d.errs) > 0 {
		slices.SortStableFunc(d.errs, func(a, b error) int { return byPlace(a, b) })
		return nil, errors.Join(d.errs...)
	}
	return c, nil
}

// byPlace orders mistakes as a person would walk through the files.
func byPlace(a, b error) int {
	var x, y *LoadError
	if !errors.As(a, &x) || !errors.As(b, &y) {
		return 0
	}
	if x.File != y.File {
		return strings.Compare(x.File, y.File)
	}
	return x.Line - y.Line
}

// maxFile bounds one data file; the largest form has some 40 kB.
const maxFile = 1 << 20

// readAll takes in one data folder; within it an id may stand only once.
func (d *draft) readAll(f fs.FS) {
	seen := map[string]string{}
	err := fs.WalkDir(f, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(name); e.IsDir() || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if info.Size() > maxFile {
			d.errs = append(d.errs, &LoadError{File: name, What: "the file is larger than 1 MB"})
			return nil
		}
		data, err := fs.ReadFile(f, name)
		if err != nil {
			return err
		}
		if src := parse(name, data, &d.errs); src != nil {
			d.take(src, seen)
		}
		return nil
	})
	if err != nil {
		d.errs = append(d.errs, err)
	}
}

func (d *draft) take(src *source, seen map[string]string) {
	once := func(path, kind, id string) bool {
		if before, dup := seen[kind+id]; dup {
			src.fail(path, id, "this %s is already in %s", kind, before)
			return false
		}
		seen[kind+id] = src.file
		return true
	}
	for name, list := range src.raw.Codes {
		if once("codes/"+name, "code list", name) {
			d.codes[name] = codeList{list, src}
		}
	}
	d.addVariants(src)
	if f := src.raw.Form; f != nil && src.id("form", f.ID, f.ID) && once("form/id", "form", f.ID) {
		d.forms[f.ID] = src
	}
	if p := src.raw.Procedure; p != nil && src.id("procedure", p.ID, p.ID) && once("procedure/id", "procedure", p.ID) {
		if d.procedures[p.ID] == nil {
			d.order = append(d.order, p.ID)
		}
		d.procedures[p.ID] = src
	}
}

func (d *draft) addVariants(src *source) {
	for _, row := range src.raw.Variants {
		rs := []rune(row)
		for _, r := range rs {
			for _, o := range rs {
				if o != r && !slices.Contains(d.variants[r], o) {
					d.variants[r] = append(d.variants[r], o)
				}
			}
		}
	}
}

func (d *draft) checkCodes() {
	for name, l := range d.codes {
		at := "codes/" + name
		if len(l.codes) == 0 {
			l.src.fail(at, name, "the code list is empty")
		}
		values, keys := map[string]bool{}, map[string]bool{}
		for i, c := range l.codes {
			p := at + "/" + itoa(i)
			l.src.text(p, name, "a name", c.Name)
			switch {
			case c.Value == "" || strings.Contains(c.Value, codeSep):
				l.src.fail(p, name, "a value is missing or holds %q", codeSep)
			case values[c.Value]:
				l.src.fail(p, name, "value %q stands twice", c.Value)
			case c.Key != "" && keys[c.Key]:
				l.src.fail(p, name, "key %q stands twice", c.Key)
			}
			values[c.Value], keys[c.Key] = true, true
		}
	}
}
