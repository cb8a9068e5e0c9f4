package carry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// The encodings a file may have.
const (
	UTF8     = "utf8" // with a byte order mark, so that spreadsheets know it
	ShiftJIS = "sjis" // with the extensions of Windows
)

// Encodings lists the encodings a file may have.
func Encodings() []string { return []string{UTF8, ShiftJIS} }

// Why a value cannot be written out.
const (
	NoCharacter = "character" // the encoding lacks Chars
	Formula     = "formula"   // a spreadsheet would take the value for a formula
)

// Lost is a value that cannot be written out as it was written on paper.
type Lost struct {
	Application string `json:"application"`
	Reception   string `json:"reception"`
	Field       string `json:"field"`
	Name        string `json:"name"`  // of the field
	Why         string `json:"why"`   // character | formula
	Chars       string `json:"chars"` // those that are in the way
}

const mark = "\uFEFF"

// write makes the file: a heading, then one line per application with every
// value in the order of the core's screens. Values stand as they are recorded,
// never changed to fit.
func (s *Service) write(ctx context.Context, tx *db.Tx, form *catalog.Form, rows []Row, encoding string) (File, []Lost, error) {
	f := File{Name: form.ID + "-" + encoding + ".csv", Count: len(rows)}
	items := form.CoreItems()
	head := []string{texts.T("ja", "carry.col.reception"), texts.T("ja", "carry.col.position"), texts.T("ja", "carry.col.procedure")}
	for _, it := range items {
		head = append(head, form.Label(it, "ja"))
	}
	lines, lost := [][]string{head}, refusals(Row{}, head, head, items, encoding)
	for _, r := range rows {
		values, err := s.values(ctx, tx, r.Application)
		if err != nil {
			return f, nil, err
		}
		line := []string{r.Reception, strconv.Itoa(r.Position), r.Procedure}
		for _, it := range items {
			line = append(line, values[it.Key].V)
		}
		lines, lost = append(lines, line), append(lost, refusals(r, line, head, items, encoding)...)
	}
	if len(lost) > 0 {
		return f, lost, nil
	}
	var err error
	f.Data, err = encode(lines, encoding)
	return f, nil, err
}

// refusals lists what of a line cannot be written out. The columns of the form
// stand behind those that say whose line it is; the heading is nobody's.
func refusals(r Row, line, head []string, items []catalog.Item, encoding string) []Lost {
	var out []Lost
	first := len(line) - len(items)
	for i, v := range line {
		why, chars := refused(v, encoding)
		if why == "" {
			continue
		}
		l := Lost{Application: r.Application, Reception: r.Reception, Name: head[i], Why: why, Chars: chars}
		if i >= first {
			l.Field = items[i-first].Key
		}
		out = append(out, l)
	}
	return out
}

func encode(lines [][]string, encoding string) ([]byte, error) {
	var buf bytes.Buffer
	if encoding == UTF8 {
		buf.WriteString(mark)
	}
	w := csv.NewWriter(&buf)
	w.UseCRLF = true
	if err := w.WriteAll(lines); err != nil || encoding == UTF8 {
		return buf.Bytes(), err
	}
	raw, _ := jp.CP932(buf.String())
	return raw, nil
}

// triggers begin a formula for a spreadsheet; in Japanese the wide ones do too.
const triggers = "=+-@＝＋－＠"

// refused says why a value cannot be written out; "" means that it can. A lone
// － that says "nothing" is no formula. A control character is refused wherever it stands: it would break the line or
// move what follows to the front of a cell.
func refused(v, encoding string) (why, chars string) {
	if i := strings.IndexFunc(v, unicode.IsControl); i >= 0 {
		return Formula, strconv.QuoteRune([]rune(v[i:])[0])
	}
	if first := []rune(strings.TrimSpace(v)); len(first) > 1 && strings.ContainsRune(triggers, first[0]) {
		return Formula, string(first[0])
	}
	if encoding == ShiftJIS {
		if _, chars = jp.CP932(v); chars != "" {
			return NoCharacter, chars
		}
	}
	return "", ""
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
