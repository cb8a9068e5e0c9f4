package texts_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/texts"
)

// Long times are said as people say them.
func TestLasting(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int][2]string{0: {"0分", "0 min"}, 59: {"59分", "59 min"}, 60: {"1時間", "1 h"}, 217: {"3時間37分", "3 h 37 min"}} {
		if ja, en := texts.Lasts("ja", minutes), texts.Lasts("en", minutes); ja != want[0] || en != want[1] {
			t.Errorf("%d minutes: %q, %q; want %q", minutes, ja, en, want)
		}
	}
}
