package sample

import (
	"strconv"
	"strings"
	"sync"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

// pen is one way of writing: the outlines of its characters in ems, y growing
// downwards from the baseline.
type pen struct {
	fonts *typeset.Fonts
	ruler *typeset.Doc // measures advances; one goroutine at a time

	mu     sync.Mutex
	glyphs map[string]outline
}

// outline is one character as a run of path steps; empty when no font has it.
type outline struct {
	steps   []step
	advance float64
}

// step is M, L or Q with its points, or Z.
type step struct {
	op   byte
	x, y [2]float64
}

func newPen(chain ...typeset.Face) (*pen, error) {
	f, err := typeset.FindFonts(chain)
	if err != nil {
		return nil, err
	}
	return &pen{fonts: f, ruler: typeset.New(f, typeset.Info{}), glyphs: map[string]outline{}}, nil
}

// glyph gives a character's shape, which never changes once it is known.
func (p *pen) glyph(char string) outline {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g, ok := p.glyphs[char]; ok {
		return g
	}
	const em = 72 / 25.4 // points, so that a width in mm is a width in ems
	g := outline{advance: p.ruler.Width(em, typeset.Mincho, char)}
	if path, upem, ok := p.fonts.Outline(char); ok {
		g.steps = parsePath(path, 1/float64(upem))
	}
	p.glyphs[char] = g
	return g
}

// width is the length of a text in ems.
func (p *pen) width(s string) float64 {
	w := 0.0
	for _, c := range jp.Chars(s) {
		w += p.glyph(c).advance
	}
	return w
}

// parsePath reads the path text that typeset writes: M, L, Q and Z with
// absolute numbers.
func parsePath(path string, scale float64) []step {
	var out []step
	for path != "" {
		s := step{op: path[0]}
		end := strings.IndexAny(path[1:], "MLQZ") + 1
		if end == 0 {
			end = len(path)
		}
		for i, n := range strings.Fields(path[1:end]) {
			v, err := strconv.ParseFloat(n, 64)
			if err != nil || i > 3 {
				break
			}
			if i%2 == 0 {
				s.x[i/2] = v * scale
			} else {
				s.y[i/2] = v * scale
			}
		}
		out, path = append(out, s), path[end:]
	}
	return out
}
