package seal

import (
	"fmt"
	"strconv"
	"strings"
)

// span is a run of event numbers; a seal's events are spans in tree order.
// On PostgreSQL that order is not always the order of the numbers.
type span struct{ from, to int64 }

func spansOf(seqs []int64) []span {
	var out []span
	for _, s := range seqs {
		if n := len(out); n > 0 && out[n-1].to+1 == s {
			out[n-1].to = s
			continue
		}
		out = append(out, span{s, s})
	}
	return out
}

func writeSpans(spans []span) string {
	var b strings.Builder
	for i, s := range spans {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(s.from, 10))
		if s.to > s.from {
			b.WriteByte('-')
			b.WriteString(strconv.FormatInt(s.to, 10))
		}
	}
	return b.String()
}

func readSpans(text string) ([]span, error) {
	var out []span
	for part := range strings.SplitSeq(text, ",") {
		a, b, long := strings.Cut(part, "-")
		if !long {
			b = a
		}
		from, err1 := strconv.ParseInt(a, 10, 64)
		to, err2 := strconv.ParseInt(b, 10, 64)
		if err1 != nil || err2 != nil || to < from || to-from > maxBatch {
			return nil, fmt.Errorf("events %q", part)
		}
		out = append(out, span{from, to})
	}
	return out, nil
}
