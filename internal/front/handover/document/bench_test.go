package document_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/front/handover/document"
)

// One confirmation for five people, warm: the figure behind "a preview costs
// nothing".
func BenchmarkContentForFive(b *testing.B) {
	f, s := fonts(b), content(5)
	b.ReportAllocs()
	for b.Loop() {
		pdf, err := document.Render(f, s)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(pdf)))
	}
}
