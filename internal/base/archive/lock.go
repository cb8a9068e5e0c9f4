package archive

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
)

// Lock is how a file is encrypted and how it is opened again.
type Lock struct {
	recipients []age.Recipient
	identities []age.Identity
}

// Passphrase locks with words that somebody keeps. Error: passphrase_short
// (Invalid) for fewer than 12 bytes.
func Passphrase(words string) (Lock, error) {
	if len(words) < 12 {
		return Lock{}, kernel.E(kernel.Invalid, "passphrase_short", "bytes", 12)
	}
	r, err := age.NewScryptRecipient(words)
	if err != nil {
		return Lock{}, err
	}
	i, err := age.NewScryptIdentity(words)
	return Lock{[]age.Recipient{r}, []age.Identity{i}}, err
}

// Recipient locks for the holder of an age key ("age1…"), who need not be on
// this machine. A second key that lives only in memory lets the written file
// be verified. Error: recipient_invalid (Invalid).
func Recipient(public string) (Lock, error) {
	r, err := age.ParseX25519Recipient(strings.TrimSpace(public))
	if err != nil {
		return Lock{}, kernel.E(kernel.Invalid, "recipient_invalid").Because(err)
	}
	own, err := age.GenerateX25519Identity()
	if err != nil {
		return Lock{}, err
	}
	return Lock{[]age.Recipient{r, own.Recipient()}, []age.Identity{own}}, nil
}

// Identity opens what was locked for its recipient; text is an age key file.
// Error: recipient_invalid (Invalid).
func Identity(text string) (Lock, error) {
	ids, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		return Lock{}, kernel.E(kernel.Invalid, "recipient_invalid").Because(err)
	}
	return Lock{identities: ids}, nil
}

// Save writes a locked file: beside its place, durable, checked by reading it
// again, and only then under its name. An existing file is never replaced.
// Errors: backup_exists (Conflict), those of fill and check.
func (l Lock) Save(path string, fill func(io.Writer) error, check func(io.Reader) error) error {
	if _, err := os.Stat(path); err == nil {
		return kernel.E(kernel.Conflict, "backup_exists", "path", path)
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".unfinished-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part.Name()) }()
	if err := l.write(part, fill); err != nil {
		_ = part.Close()
		return err
	}
	if err := part.Sync(); err != nil {
		_ = part.Close()
		return err
	}
	if err := part.Close(); err != nil {
		return err
	}
	if err := l.Load(part.Name(), check); err != nil {
		return err
	}
	if err := safefile.Place(part.Name(), path); err != nil {
		if safefile.Exists(err) {
			err = kernel.E(kernel.Conflict, "backup_exists", "path", path)
		}
		return err
	}
	return nil
}

func (l Lock) write(to io.Writer, fill func(io.Writer) error) error {
	w, err := age.Encrypt(to, l.recipients...)
	if err != nil {
		return err
	}
	if err := fill(w); err != nil {
		return err
	}
	return w.Close()
}

// Load opens a locked file. Errors: backup_locked (Invalid) when this lock does
// not open it, those of read; a changed byte anywhere is an error of the reader.
func (l Lock) Load(path string, read func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return kernel.E(kernel.Invalid, "backup_unreadable", "path", path).Because(err)
	}
	defer func() { _ = f.Close() }()
	r, err := age.Decrypt(f, l.identities...)
	if err != nil {
		return kernel.E(kernel.Invalid, "backup_locked").Because(err)
	}
	return read(r)
}
