package scan

import (
	"testing"
	"time"
)

// BenchmarkDerive is one page as the counter's scanners send it, and reports
// the processor time of a page beside the wall time.
func BenchmarkDerive(b *testing.B) {
	for _, c := range []struct {
		name string
		raw  func() []byte
	}{
		{"grey 200 dpi JPEG", func() []byte { return asJPEG(b, feed(sheet(fullSheet), scanSpec{dpi: 200, deg: 1, noise: 4})) }},
		{"quiet 200 dpi JPEG", func() []byte { return asJPEG(b, feed(sheet(fullSheet), scanSpec{dpi: 200, deg: 1, noise: 2})) }},
		{"grey 300 dpi JPEG", func() []byte { return asJPEG(b, feed(sheet(fullSheet), scanSpec{dpi: 300, deg: 1, noise: 4})) }},
		{"colour 200 dpi JPEG", func() []byte { return asJPEG(b, tinted(feed(sheet(fullSheet), scanSpec{dpi: 200, deg: 1, noise: 4}))) }},
		{"one bit 200 dpi PNG", func() []byte { return asPNG(b, bilevel(feed(sheet(fullSheet), scanSpec{dpi: 200, deg: 1}))) }},
		{"no marks 200 dpi JPEG", func() []byte { return asJPEG(b, feed(sheet(plainSheet), scanSpec{dpi: 200, noise: 4})) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			raw := c.raw()
			b.ReportAllocs()
			start := CPU()
			for b.Loop() {
				if _, err := Derive(b.Context(), raw, Automatic); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(CPU()-start)/float64(b.N)/float64(time.Millisecond), "cpu-ms/page")
			b.ReportMetric(float64(len(raw))/1000, "kB/page")
		})
	}
}
