package jp

// Span is a piece of a text; Differs marks what the other text does not have
// in that place.
type Span struct {
	Text    string
	Differs bool
}

// diffCells bounds the table of the comparison; longer texts are compared
// only at their two ends, which is what a field of a form ever needs.
const diffCells = 1 << 20

// Diff compares two texts by user-perceived characters, so that 﨑 and 崎 or a
// changed variation selector are marked as one character. The spans of each
// side join to that side's text; without a difference there is one plain span,
// for an empty text none.
func Diff(a, b string) (as, bs []Span) {
	ca, cb := Chars(a), Chars(b)
	head := common(ca, cb, false)
	tail := common(ca[head:], cb[head:], true)
	ma, mb := ca[head:len(ca)-tail], cb[head:len(cb)-tail]
	keepA, keepB := matches(ma, mb)
	return spans(ca, head, keepA), spans(cb, head, keepB)
}

// common counts equal characters at the start, or at the end.
func common(a, b []string, end bool) int {
	n := 0
	for n < len(a) && n < len(b) {
		i, j := n, n
		if end {
			i, j = len(a)-1-n, len(b)-1-n
		}
		if a[i] != b[j] {
			break
		}
		n++
	}
	return n
}

// matches marks the characters of a longest common subsequence.
func matches(a, b []string) (keepA, keepB []bool) {
	keepA, keepB = make([]bool, len(a)), make([]bool, len(b))
	if len(a)*len(b) == 0 || len(a)*len(b) > diffCells {
		return keepA, keepB
	}
	w := len(b) + 1
	length := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i*w+j] = length[(i+1)*w+j+1] + 1
			} else {
				length[i*w+j] = max(length[(i+1)*w+j], length[i*w+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			keepA[i], keepB[j] = true, true
			i, j = i+1, j+1
		case length[(i+1)*w+j] >= length[i*w+j+1]:
			i++
		default:
			j++
		}
	}
	return keepA, keepB
}

// spans joins neighbours of the same sort; keep describes the middle part
// that starts at head, everything around it is equal.
func spans(chars []string, head int, keep []bool) []Span {
	var out []Span
	for i, c := range chars {
		k := i - head
		differs := k >= 0 && k < len(keep) && !keep[k]
		if n := len(out); n > 0 && out[n-1].Differs == differs {
			out[n-1].Text += c
			continue
		}
		out = append(out, Span{c, differs})
	}
	return out
}
