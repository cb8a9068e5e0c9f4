package scan

import "slices"

// tile is the side of the squares, in reduced pixels (about 11 mm), whose
// paper level is measured apart: a scan may be shaded from edge to edge.
const tile = 32

// paper is how bright the empty paper of a reduced page is, and how noisy.
type paper struct {
	across int
	level  []byte // of each tile
	noise  float64
}

// at is the paper level around a pixel.
func (p paper) at(x, y int) int { return int(p.level[y/tile*p.across+x/tile]) }

// paperOf takes the brightest tenth of each tile for paper. A tile that is all
// dark (a photograph, a thick bar) gets the page's level instead.
func paperOf(small plane) paper {
	p := paper{across: (small.w + tile - 1) / tile}
	down := (small.h + tile - 1) / tile
	spread := make([]float64, 0, p.across*down)
	p.level = make([]byte, 0, p.across*down)
	for ty := range down {
		for tx := range p.across {
			high, middle := tileLevels(small, tx*tile, ty*tile)
			p.level = append(p.level, high)
			// Of a normal distribution the 90 % point is 1.28 deviations up.
			spread = append(spread, float64(high-middle)/1.2816)
		}
	}
	sorted := slices.Sorted(slices.Values(p.level))
	page := sorted[len(sorted)/2]
	for i, v := range p.level {
		if int(v)*5 < int(page)*3 {
			p.level[i] = page
		}
	}
	slices.Sort(spread)
	p.noise = spread[len(spread)/2]
	return p
}

// tileLevels gives the levels with nine tenths and half of a tile's samples
// below them. Neighbours, mostly of one shade, are counted apart, so that no
// count waits for the one before; and as paper is bright, from the top.
func tileLevels(small plane, x0, y0 int) (high, middle byte) {
	var counts [4][256]uint16
	total := 0
	for y := y0; y < min(y0+tile, small.h); y++ {
		row := small.row(y)[x0:min(x0+tile, small.w)]
		total += len(row)
		for ; len(row) >= 4; row = row[4:] {
			counts[0][row[0]]++
			counts[1][row[1]]++
			counts[2][row[2]]++
			counts[3][row[3]]++
		}
		for _, v := range row {
			counts[0][v]++
		}
	}
	above, found := 0, false
	for v := 255; v >= 0; v-- {
		above += int(counts[0][v]) + int(counts[1][v]) + int(counts[2][v]) + int(counts[3][v])
		if !found && above >= total-total*9/10 {
			high, found = byte(v), true
		}
		if above >= total-total/2 {
			return high, byte(v)
		}
	}
	return high, 0
}

// quantile is the value that has n of the counted samples below it.
func quantile(counts *[256]int, n int) byte {
	for v, c := range counts {
		if n -= c; n < 0 {
			return byte(v)
		}
	}
	return 255
}

// hasInk tells a page with anything on it from an empty one. Ink is what is
// clearly darker than the paper around it and hangs together; single specks of
// dust do not count, nor does the shadow along the edges of the glass. A faint
// line of some five millimetres is enough.
func hasInk(small plane, p paper) bool {
	const enough = 12
	// Pencil is some 35 levels darker after reduction, show-through below 20.
	margin := min(max(24, int(6*p.noise)), 72)
	dark := func(x, y int) bool { return int(small.pix[y*small.stride+x]) < p.at(x, y)-margin }
	edgeX, edgeY := max(1, small.w*3/100), max(1, small.h*3/100)
	found := 0
	for y := edgeY; y < small.h-edgeY; y++ {
		for x := edgeX; x < small.w-edgeX; x++ {
			if dark(x, y) && darkAround(dark, x, y) >= 2 {
				if found++; found >= enough {
					return true
				}
			}
		}
	}
	return false
}

func darkAround(dark func(x, y int) bool, x, y int) int {
	n := 0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if (dx != 0 || dy != 0) && dark(x+dx, y+dy) {
				n++
			}
		}
	}
	return n
}
