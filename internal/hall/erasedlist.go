package hall

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/safefile"
)

// erasedList is the file that names every application that was erased, kept
// outside the database so that restoring an older backup can erase it again.
// It holds ids and nothing else.
type erasedList string

func (p erasedList) read() ([]string, error) {
	raw, err := os.ReadFile(string(p))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return strings.Fields(string(raw)), err
}

// add adds ids that are not in it yet.
func (p erasedList) add(ids ...string) error {
	held, err := p.read()
	if err != nil {
		return err
	}
	all := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(held), ids...))))
	if len(all) == len(held) {
		return nil
	}
	return safefile.Write(string(p), []byte(strings.Join(all, "\n")+"\n"))
}
