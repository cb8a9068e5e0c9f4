package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Write draws n forms into a folder, the procedures of the catalogue in turn:
// transfer_in-1-p1.jpg and, beside the pictures, transfer_in-1.json with the
// truth. Further sheets are drawn where something is written on them. Style's
// seed is replaced by each form's own.
func Write(c *catalog.Catalog, press *Press, dir string, n int, seed uint64, style Style) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	procedures := fillable(c)
	if len(procedures) == 0 {
		return nil
	}
	for i := range n {
		at := seed + uint64(i)
		truth, err := Fill(c, procedures[i%len(procedures)], at, Options{Foreign: i%10 == 9, HardNames: i%3 == 0})
		if err != nil {
			return err
		}
		style.Seed = at
		if err := writeOne(c, press, dir, truth, style); err != nil {
			return err
		}
	}
	return nil
}

// fillable are the procedures whose forms this package knows.
func fillable(c *catalog.Catalog) []string {
	var out []string
	for _, p := range c.Procedures() {
		if writers[p.Form] != nil {
			out = append(out, p.ID)
		}
	}
	return out
}

func writeOne(c *catalog.Catalog, press *Press, dir string, truth Truth, style Style) error {
	base := filepath.Join(dir, fmt.Sprintf("%s-%d", truth.Procedure, truth.Seed))
	form, _ := c.Form(truth.Form)
	for page := 1; page <= form.Pages; page++ {
		if !truth.OnPage(form, page) {
			continue
		}
		img, err := press.Page(form, truth, page, style)
		if err != nil {
			return err
		}
		var file bytes.Buffer
		ext, err := Encode(&file, img)
		if err != nil {
			return err
		}
		if err := os.WriteFile(fmt.Sprintf("%s-p%d%s", base, page, ext), file.Bytes(), 0o644); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(truth, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(base+".json", append(data, '\n'), 0o644)
}

// OnPage says whether anything is written on a sheet; a visitor hands in only
// those. The first sheet always counts.
func (t Truth) OnPage(form *catalog.Form, page int) bool {
	if page == 1 {
		return true
	}
	for key := range t.Want {
		if it, ok := form.Item(key); ok && it.Region.Page == page {
			return true
		}
	}
	return false
}
