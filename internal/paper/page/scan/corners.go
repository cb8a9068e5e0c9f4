package scan

import "math"

// The slack of the search, in millimetres of the form: enough for a photograph
// taken at an angle, far less than the distance between any two marks.
const (
	cornerSlack = 7.0
	sideSlack   = 0.18 // of a mark's side
)

// findCorners picks the four marks that stand as the form's do, at any angle
// and scale, clockwise as markCentres counts them. Upright and upside down look
// the same, so the first corner is top left or bottom right. Two marks taken as
// a diagonal say where the other two must be.
func findCorners(marks []mark) ([4]point, bool) {
	var best [4]point
	bestMiss := math.Inf(1)
	for i := range marks {
		for j := i + 1; j < len(marks); j++ {
			corners, miss, ok := tryDiagonal(marks, i, j)
			if ok && miss < bestMiss {
				best, bestMiss = corners, miss
			}
		}
	}
	return best, !math.IsInf(bestMiss, 1)
}

func tryDiagonal(marks []mark, i, j int) (corners [4]point, miss float64, ok bool) {
	p, q := complexOf(marks[i].at), complexOf(marks[j].at)
	top, low := complexOf(markCentres[0]), complexOf(markCentres[2])
	turn := (q - p) / (low - top) // the scale and turn that lay the form here
	scale := math.Hypot(real(turn), imag(turn))
	if !fits(marks[i], scale) || !fits(marks[j], scale) {
		return corners, 0, false
	}
	corners[0], corners[2] = marks[i].at, marks[j].at
	for _, c := range [2]int{1, 3} {
		want := p + turn*(complexOf(markCentres[c])-top)
		k, dist := nearest(marks, point{real(want), imag(want)})
		if dist > cornerSlack*scale || !fits(marks[k], scale) {
			return corners, 0, false
		}
		corners[c] = marks[k].at
		miss += dist / scale
	}
	return corners, miss, true
}

// fits tells whether a mark has the size that the distance of the marks asks.
func fits(m mark, scale float64) bool {
	return math.Abs(m.side/(markMM*scale)-1) < sideSlack
}

func nearest(marks []mark, want point) (best int, dist float64) {
	dist = math.Inf(1)
	for i, m := range marks {
		if d := m.at.dist(want); d < dist {
			best, dist = i, d
		}
	}
	return best, dist
}

func complexOf(p point) complex128 { return complex(p.x, p.y) }

// refine finds the exact centre of the black square near a place, in a window
// of half a side more than the square all around: the centroid of what is
// darker than halfway between its ink and its paper.
func refine(p plane, near point, side float64) (point, bool) {
	for range 2 { // the second look has the window where it belongs
		reach := side * 0.72
		x0, x1 := max(0, int(near.x-reach)), min(p.w, int(near.x+reach)+1)
		y0, y1 := max(0, int(near.y-reach)), min(p.h, int(near.y+reach)+1)
		if x1-x0 < 4 || y1-y0 < 4 {
			return near, false
		}
		var counts [256]int
		for y := y0; y < y1; y++ {
			for _, v := range p.row(y)[x0:x1] {
				counts[v]++
			}
		}
		total := (x1 - x0) * (y1 - y0)
		ink, white := int(quantile(&counts, total/10)), int(quantile(&counts, total*9/10))
		if white-ink < 40 {
			return near, false
		}
		var sx, sy, n float64
		for y := y0; y < y1; y++ {
			for x, v := range p.row(y)[x0:x1] {
				if 2*int(v) < ink+white {
					sx, sy, n = sx+float64(x), sy+float64(y), n+1
				}
			}
		}
		near = point{sx/n + float64(x0) + 0.5, sy/n + 0.5}
	}
	return near, true
}
