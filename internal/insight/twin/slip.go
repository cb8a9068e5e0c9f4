package twin

import (
	"math/rand/v2"
	"slices"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// slipRate is how often a field is keyed wrong, the average of trained keyers.
const slipRate = .01

// slips tells whether a wrong key is possible without anybody noticing at
// once: free text, names and numbers, not choices.
func slips(c entry.Cell) bool {
	return slices.Contains([]string{catalog.TypeName, catalog.TypeKana, catalog.TypeText, catalog.TypeAddress, catalog.TypePhone,
		catalog.TypeDate, catalog.TypePostal}, c.Type)
}

// slip swaps two neighbours that differ; a text without any stays right.
func slip(rng *rand.Rand, text string) string {
	rs := []rune(text)
	var at []int
	for i := 1; i < len(rs); i++ {
		if rs[i] != rs[i-1] {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return text
	}
	i := at[rng.IntN(len(at))]
	rs[i-1], rs[i] = rs[i], rs[i-1]
	return string(rs)
}
