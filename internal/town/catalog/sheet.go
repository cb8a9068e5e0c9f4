package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// sheetMark begins the text of the QR code on every sheet.
const sheetMark = "HITOMADO"

// SheetCode is the text of the QR code printed on a sheet of the form.
func (f *Form) SheetCode(page int) string {
	return fmt.Sprintf("%s %s %d p%d", sheetMark, f.ID, f.Version, page)
}

// SheetOf tells which form, and which of its sheets, a QR code's text names;
// ok is false when it names none that is known.
func (c *Catalog) SheetOf(code string) (f *Form, page int, ok bool) {
	word := strings.Fields(code)
	if len(word) != 4 || word[0] != sheetMark || !strings.HasPrefix(word[3], "p") {
		return nil, 0, false
	}
	page, err := strconv.Atoi(word[3][1:])
	f, known := c.forms[word[1]]
	if !known || err != nil || page < 1 || page > f.Pages {
		return nil, 0, false
	}
	return f, page, true
}
