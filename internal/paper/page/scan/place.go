package scan

import "math"

// placement says where the frame lies on the scan.
type placement struct {
	m      mat // millimetres of the frame to pixels of the scan
	turn   int // quarter turns clockwise that bring the scan upright
	marked bool
}

// byMarks gives the two placements that four corners allow, which differ by
// half a turn; none when the corners are no real quadrangle.
func byMarks(corners [4]point) []placement {
	var places []placement
	for _, first := range [2]int{0, 2} {
		var c [4]point
		for i := range c {
			c[i] = corners[(first+i)%4]
		}
		m, ok := homography(markCentres, c)
		if !ok {
			return nil
		}
		// The form's upper edge points this way on the scan; 0 is to the right.
		angle := math.Atan2(c[1].y-c[0].y, c[1].x-c[0].x)
		leaning := int(math.Round(angle / (math.Pi / 2)))
		places = append(places, placement{m: m, turn: (4 - leaning) % 4, marked: true})
	}
	if places[1].turn < places[0].turn {
		places[0], places[1] = places[1], places[0]
	}
	return places
}

// bySize fits the whole scan, turned, into the frame without distortion.
func bySize(w, h, turn int) placement {
	fw, fh := float64(w), float64(h)
	var back mat // turned scan to scan
	switch turn {
	case 0:
		back = scaling(1, 1)
	case 1:
		back = mat{0, 1, 0, -1, 0, fh, 0, 0, 1}
	case 2:
		back = mat{-1, 0, fw, 0, -1, fh, 0, 0, 1}
	case 3:
		back = mat{0, -1, fw, 1, 0, 0, 0, 0, 1}
	}
	if turn%2 == 1 {
		fw, fh = fh, fw
	}
	s := max(fw/PageWidthMM, fh/PageHeightMM)
	centre := mat{s, 0, (fw - PageWidthMM*s) / 2, 0, s, (fh - PageHeightMM*s) / 2, 0, 0, 1}
	return placement{m: back.times(centre), turn: turn}
}

// uprights are the turns that make a scan portrait, the likelier first.
func uprights(w, h int) [2]int {
	if w > h {
		return [2]int{1, 3}
	}
	return [2]int{0, 2}
}
