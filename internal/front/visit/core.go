package visit

import (
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
)

// CoreNumber tidies a number that the core gave: of a registration or of a
// correction. Errors: "core_number_missing" on the field, those of
// [words.Number].
func CoreNumber(text, field string) (string, error) {
	number, err := words.Number(text, field)
	if err == nil && number == "" {
		err = kernel.E(kernel.Invalid, "core_number_missing").On(field)
	}
	return number, err
}
