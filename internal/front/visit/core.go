package visit

import (
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
)

// maxCoreNumber bounds a number that the core gave, in bytes.
const maxCoreNumber = 60

// CoreNumber tidies a number that the core gave: of a registration or of a
// correction. Error: "core_number_missing" on the field, also for one that the
// core cannot have given.
func CoreNumber(text, field string) (string, error) {
	number, err := words.Note(text, field)
	if err != nil || number == "" || len(number) > maxCoreNumber {
		return "", kernel.E(kernel.Invalid, "core_number_missing").On(field)
	}
	return number, nil
}
