package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// drawn is a form on paper: its sheets as files, and the truth.
type drawn struct {
	Sheets []string     `json:"sheets"`
	Truth  sample.Truth `json:"truth"`
}

// wanted are the forms that the tests hand in. The 転入届 has a name that is
// hard to type.
var wanted = []struct {
	name, procedure string
	seed            uint64
	opts            sample.Options
}{
	{"transfer_in", "transfer_in", 27, sample.Options{People: 2, HardNames: true}},
	{"nhi_join", "nhi_join", 12, sample.Options{People: 1}},
	{"resident_certificate", "resident_certificate", 13, sample.Options{People: 1}},
	{"core", "transfer_in", 14, sample.Options{People: 2}},
}

func draw(c *catalog.Catalog, dir string) (map[string]drawn, error) {
	press, err := sample.Open()
	if err != nil {
		return nil, err
	}
	defer press.Close()
	out := map[string]drawn{}
	for _, w := range wanted {
		w.opts.Today = time.Now()
		truth, err := sample.Fill(c, w.procedure, w.seed, w.opts)
		if err != nil {
			return nil, err
		}
		form, _ := c.Form(truth.Form)
		d := drawn{Truth: truth}
		for page := 1; page <= form.Pages; page++ {
			if !truth.OnPage(form, page) {
				continue
			}
			img, err := press.Page(form, truth, page, sample.Style{DPI: 150, Seed: w.seed})
			if err != nil {
				return nil, err
			}
			var file bytes.Buffer
			ext, err := sample.Encode(&file, img)
			if err != nil {
				return nil, err
			}
			name := filepath.Join(dir, fmt.Sprintf("%s-p%d%s", w.name, page, ext))
			if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
				return nil, err
			}
			d.Sheets = append(d.Sheets, name)
		}
		out[w.name] = d
	}
	return out, nil
}
