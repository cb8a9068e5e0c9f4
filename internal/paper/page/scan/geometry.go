package scan

import "math"

type point struct{ x, y float64 }

func (p point) dist(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }

// mat is a projective map of the plane in row order; the last element is the
// scale of w.
type mat [9]float64

func scaling(sx, sy float64) mat { return mat{sx, 0, 0, 0, sy, 0, 0, 0, 1} }

// times is the map that does b first, then a.
func (a mat) times(b mat) mat {
	var m mat
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				m[3*i+j] += a[3*i+k] * b[3*k+j]
			}
		}
	}
	return m
}

func (a mat) apply(p point) point {
	w := 1 / (a[6]*p.x + a[7]*p.y + a[8])
	return point{(a[0]*p.x + a[1]*p.y + a[2]) * w, (a[3]*p.x + a[4]*p.y + a[5]) * w}
}

// inverse is the map back, to within a scale that [mat.apply] divides out.
func (a mat) inverse() mat {
	return mat{
		a[4]*a[8] - a[5]*a[7], a[2]*a[7] - a[1]*a[8], a[1]*a[5] - a[2]*a[4],
		a[5]*a[6] - a[3]*a[8], a[0]*a[8] - a[2]*a[6], a[2]*a[3] - a[0]*a[5],
		a[3]*a[7] - a[4]*a[6], a[1]*a[6] - a[0]*a[7], a[0]*a[4] - a[1]*a[3],
	}
}

// box is the upright rectangle around what becomes of r.
func (a mat) box(r Rect) Rect {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, c := range [4]point{{r.X, r.Y}, {r.X + r.W, r.Y}, {r.X, r.Y + r.H}, {r.X + r.W, r.Y + r.H}} {
		p := a.apply(c)
		low, high = point{min(low.x, p.x), min(low.y, p.y)}, point{max(high.x, p.x), max(high.y, p.y)}
	}
	return Rect{X: low.x, Y: low.y, W: high.x - low.x, H: high.y - low.y}
}

// homography is the map that takes each from[i] to to[i]; false when three of
// the points lie on one line.
func homography(from, to [4]point) (mat, bool) {
	var e [8][9]float64 // eight equations, the last column is the right side
	for i := range 4 {
		f, t := from[i], to[i]
		e[2*i] = [9]float64{f.x, f.y, 1, 0, 0, 0, -f.x * t.x, -f.y * t.x, t.x}
		e[2*i+1] = [9]float64{0, 0, 0, f.x, f.y, 1, -f.x * t.y, -f.y * t.y, t.y}
	}
	for c := range 8 {
		best := c
		for r := c + 1; r < 8; r++ {
			if math.Abs(e[r][c]) > math.Abs(e[best][c]) {
				best = r
			}
		}
		if math.Abs(e[best][c]) < 1e-9 {
			return mat{}, false
		}
		e[c], e[best] = e[best], e[c]
		for r := range 8 {
			if r == c {
				continue
			}
			f := e[r][c] / e[c][c]
			for k := c; k < 9; k++ {
				e[r][k] -= f * e[c][k]
			}
		}
	}
	var m mat
	for i := range 8 {
		m[i] = e[i][8] / e[i][i]
	}
	m[8] = 1
	return m, true
}
