package carry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"strconv"

	"golang.org/x/text/encoding/japanese"

	"github.com/hitomado/hitomado/internal/base/db"
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

// Lost is a value that the encoding cannot hold as it was written.
type Lost struct {
	Application string `json:"application"`
	Reception   string `json:"reception"`
	Field       string `json:"field"`
	Name        string `json:"name"`  // of the field
	Chars       string `json:"chars"` // those that are missing in the encoding
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
	var buf bytes.Buffer
	if encoding == UTF8 {
		buf.WriteString(mark)
	}
	w := csv.NewWriter(&buf)
	w.UseCRLF = true
	if err := w.Write(head); err != nil {
		return f, nil, err
	}
	var lost []Lost
	for _, r := range rows {
		values, err := s.values(ctx, tx, r.Application)
		if err != nil {
			return f, nil, err
		}
		line := []string{r.Reception, strconv.Itoa(r.Position), r.Procedure}
		for _, it := range items {
			v := values[it.Key].V
			line = append(line, v)
			if chars := missing(v); encoding == ShiftJIS && chars != "" {
				lost = append(lost, Lost{Application: r.Application, Reception: r.Reception, Field: it.Key, Name: form.Label(it, "ja"), Chars: chars})
			}
		}
		if err := w.Write(line); err != nil {
			return f, nil, err
		}
	}
	if w.Flush(); w.Error() != nil || len(lost) > 0 {
		return f, lost, w.Error()
	}
	f.Data = buf.Bytes()
	if encoding == ShiftJIS {
		var err error
		f.Data, err = japanese.ShiftJIS.NewEncoder().Bytes(f.Data)
		return f, nil, err
	}
	return f, nil, nil
}

// missing are the characters of s that Shift_JIS cannot hold; a variation
// selector is one of them, because without it the character is another one.
func missing(s string) string {
	out := ""
	for _, r := range s {
		raw, err := japanese.ShiftJIS.NewEncoder().String(string(r))
		if err == nil {
			var back string
			if back, err = japanese.ShiftJIS.NewDecoder().String(raw); err == nil && back == string(r) {
				continue
			}
		}
		out += string(r)
	}
	return out
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
