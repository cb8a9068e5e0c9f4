package typeset

import (
	"fmt"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// A4 in millimetres.
const (
	PageWidth  = 210.0
	PageHeight = 297.0
)

const ptPerMM = 72 / 25.4

// Info is what the file says about itself.
type Info struct {
	Title  string
	Author string
	Time   time.Time // when the document was made; the only time in the file
}

// Doc is one document in the making. The same calls with the same Info make
// the same bytes, so a preview and the stored file can be compared. A Doc
// belongs to one goroutine; many Docs may share one [Fonts].
//
// Distances are millimetres from the upper left corner of an A4 page, text
// sizes are points. The first failure is remembered and returned by
// [Doc.Bytes]: an incomplete document never becomes a file.
type Doc struct {
	fonts   *Fonts
	info    Info
	pages   []*page
	at      *page
	subsets []*subset // by face id; nil when unused
	order   []*subset // in order of first use
	images  []picture
	ink     float64
	err     error
}

type page struct {
	content []byte
	ink     float64 // grey last set in the content
}

// New starts a document without pages.
func New(f *Fonts, info Info) *Doc {
	return &Doc{fonts: f, info: info, subsets: make([]*subset, len(f.faces))}
}

// AddPage adds an empty A4 page and draws on it from now on.
func (d *Doc) AddPage() {
	d.at = &page{content: make([]byte, 0, 4096)}
	d.pages = append(d.pages, d.at)
}

// Pages is the number of pages so far.
func (d *Doc) Pages() int { return len(d.pages) }

// OnPage draws on page i (from 0) from now on: for "1 / 3" in a footer, once
// the 3 is known. A page that does not exist is an error.
func (d *Doc) OnPage(i int) {
	if i < 0 || i >= len(d.pages) {
		d.fail(kernel.E(kernel.Internal, "document_no_page"))
		return
	}
	d.at = d.pages[i]
}

// Err is the first failure so far.
func (d *Doc) Err() error { return d.err }

func (d *Doc) fail(err error) error {
	if d.err == nil {
		d.err = err
	}
	return err
}

// current is the page to draw on; drawing before the first page is an error.
func (d *Doc) current() *page {
	if d.at == nil {
		d.fail(kernel.E(kernel.Internal, "document_no_page"))
		d.at = &page{}
	}
	return d.at
}

// Bytes is the finished PDF file, or the first failure of any call.
func (d *Doc) Bytes() ([]byte, error) {
	if d.err == nil && len(d.pages) == 0 {
		return nil, kernel.E(kernel.Internal, "document_no_page")
	}
	if d.err != nil {
		return nil, d.err
	}
	p := newPDF()
	root, info, tree, res := p.reserve(), p.reserve(), p.reserve(), p.reserve()
	p.object(root, "<</Type/Catalog/Pages %d 0 R/Lang(ja-JP)/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>", tree)
	p.object(info, "<</Title%s/Author%s/Producer(Hitomado)/CreationDate(%s)>>",
		pdfText(d.info.Title), pdfText(d.info.Author), pdfDate(d.info.Time))
	if err := d.writePages(p, tree, res); err != nil {
		return nil, err
	}
	if err := d.writeResources(p, res); err != nil {
		return nil, err
	}
	return p.finish(root, info), nil
}

func (d *Doc) writePages(p *pdfFile, tree, res int) error {
	var kids []byte
	for _, pg := range d.pages {
		id, content := p.reserve(), p.reserve()
		kids = fmt.Appendf(kids, "%d 0 R ", id)
		p.object(id, "<</Type/Page/Parent %d 0 R/Contents %d 0 R>>", tree, content)
		if err := p.flate(content, "", pg.content); err != nil {
			return err
		}
	}
	p.object(tree, "<</Type/Pages/Count %d/MediaBox[0 0 %s %s]/Resources %d 0 R/Kids[%s]>>", len(d.pages),
		appendNumber(nil, PageWidth*ptPerMM), appendNumber(nil, PageHeight*ptPerMM), res, kids)
	return nil
}

func (d *Doc) writeResources(p *pdfFile, res int) error {
	var fonts, images []byte
	for _, s := range d.order {
		id := p.reserve()
		fonts = fmt.Appendf(fonts, "/F%d %d 0 R", s.face.id, id)
		if err := p.writeFont(id, s); err != nil {
			return kernel.E(kernel.Unavailable, "font_unreadable").Because(err)
		}
	}
	for i, img := range d.images {
		id := p.reserve()
		images = fmt.Appendf(images, "/I%d %d 0 R", i, id)
		p.stream(id, img.dict(), img.jpeg)
	}
	p.object(res, "<</Font<<%s>>/XObject<<%s>>>>", fonts, images)
	return nil
}

func pdfDate(t time.Time) string {
	t = t.In(kernel.Tokyo)
	return t.Format("D:20060102150405") + "+09'00'"
}
