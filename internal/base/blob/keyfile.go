package blob

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
)

// OpenKeys reads the master key from a file, making it (32 random bytes as
// hexadecimal text, mode 0600, durable) when it is absent. Two processes that
// start at once end with the same key. Keep the file outside the data folder
// and its backups. Errors: those of [ReadKeys], disk_full, disk_readonly.
func OpenKeys(path string) (*Keys, error) {
	keys, err := ReadKeys(path)
	if kernel.CodeOf(err) != "key_missing" {
		return keys, err
	}
	if err := makeKeyFile(path); err != nil {
		return nil, ioError(err)
	}
	return ReadKeys(path)
}

// ReadKeys reads the master key and never makes one; use it where data exists
// already. Errors: key_missing (NotFound), key_damaged (Internal), and
// key_exposed (Invalid) when others on the machine may read or change the file:
// then the keys are returned too, for whoever only examines them.
func ReadKeys(path string) (*Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, kernel.E(kernel.NotFound, "key_missing", "path", path).Because(err)
	}
	if err != nil {
		return nil, ioError(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, ioError(err)
	}
	secret, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(secret) != minSecret {
		return nil, kernel.E(kernel.Internal, "key_damaged").Because(err)
	}
	keys, err := KeysFrom(secret)
	// Reading by the group is left possible: services are given secrets so.
	if err == nil && info.Mode().Perm()&0o027 != 0 {
		return keys, kernel.E(kernel.Invalid, "key_exposed")
	}
	return keys, err
}

// makeKeyFile makes a new key; the one that another process made meanwhile is
// never replaced.
func makeKeyFile(path string) error {
	var secret [minSecret]byte
	rand.Read(secret[:])
	if err := safefile.Create(path, []byte(hex.EncodeToString(secret[:])+"\n")); !safefile.Exists(err) {
		return err
	}
	return nil
}
