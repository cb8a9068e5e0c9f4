package typeset

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"sync"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// pdfFile writes the objects of a PDF 1.7 file (ISO 32000-1).
type pdfFile struct {
	buf     bytes.Buffer
	offsets []int // by object number - 1; 0 while only reserved
}

func newPDF() *pdfFile {
	p := &pdfFile{}
	p.buf.Grow(48 << 10)                               // a paper of a page or two with its font
	p.buf.WriteString("%PDF-1.7\n%\xE3\x81\xB2\xE3\n") // high bytes: a binary file
	return p
}

// reserve hands out the next object number.
func (p *pdfFile) reserve() int {
	p.offsets = append(p.offsets, 0)
	return len(p.offsets)
}

func (p *pdfFile) object(id int, format string, args ...any) {
	p.offsets[id-1] = p.buf.Len()
	fmt.Fprintf(&p.buf, "%d 0 obj\n", id)
	fmt.Fprintf(&p.buf, format, args...)
	p.buf.WriteString("\nendobj\n")
}

// stream writes data as it is; dict holds the entries besides Length.
func (p *pdfFile) stream(id int, dict string, data []byte) {
	p.offsets[id-1] = p.buf.Len()
	fmt.Fprintf(&p.buf, "%d 0 obj\n<<%s/Length %d>>\nstream\n", id, dict, len(data))
	p.buf.Write(data)
	p.buf.WriteString("\nendstream\nendobj\n")
}

func (p *pdfFile) flate(id int, dict string, data []byte) error {
	packed, err := deflate(data)
	if err != nil {
		return err
	}
	p.stream(id, dict+"/Filter/FlateDecode", packed)
	return nil
}

// finish writes the cross-reference table and the trailer. The file's ID is
// its hash: the same pages made at the same time are the same file.
func (p *pdfFile) finish(root, info int) []byte {
	sum := sha256.Sum256(p.buf.Bytes())
	at := p.buf.Len()
	fmt.Fprintf(&p.buf, "xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1)
	for _, off := range p.offsets {
		fmt.Fprintf(&p.buf, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&p.buf, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(p.offsets)+1, root, info, sum[:16], sum[:16], at)
	return p.buf.Bytes()
}

// A zlib writer weighs over a megabyte: they are kept. At this level a paper is
// packed in a third of the time and is a twelfth larger than at the usual one.
var packers = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(io.Discard, 2)
	if err != nil {
		panic(err) // the level is one of the package's
	}
	return w
}}

func deflate(data []byte) ([]byte, error) {
	w := packers.Get().(*zlib.Writer)
	defer packers.Put(w)
	var b bytes.Buffer
	b.Grow(len(data)/2 + 64)
	w.Reset(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// pdfText writes a text string as UTF-16BE in hexadecimal.
func pdfText(s string) string {
	b := []byte("<FEFF")
	b = appendUTF16(b, s)
	return string(append(b, '>'))
}

func appendUTF16(b []byte, s string) []byte {
	for _, u := range utf16.Encode([]rune(s)) {
		b = appendHex(b, u)
	}
	return b
}

func appendHex(b []byte, u uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}
