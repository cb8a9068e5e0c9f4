package hall

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/seal"
)

// signerName is who signs, as every seal shows it.
const signerName = "hitomado"

// SealKeys reads the signing key from a file, making it when it is absent, and
// the trusted public keys from the file beside it that ends in ".pub", one a
// line; after a key was changed or a backup restored it holds the older ones
// too. Keep both away from whoever runs the database.
// Errors: key_exposed (Invalid), key_damaged (Internal).
func SealKeys(path string) (seal.Keys, error) {
	var k seal.Keys
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		secret, _, err := note.GenerateKey(rand.Reader, signerName)
		if err != nil {
			return k, err
		}
		if err := safefile.Create(path, []byte(secret+"\n")); err != nil && !safefile.Exists(err) {
			return k, err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return k, err
	}
	if info.Mode().Perm()&0o027 != 0 {
		return k, kernel.E(kernel.Invalid, "key_exposed")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return k, err
	}
	secret := string(bytes.TrimSpace(text))
	if k.Signer, err = note.NewSigner(secret); err != nil {
		return k, kernel.E(kernel.Internal, "key_damaged").Because(err)
	}
	public, err := publicOf(secret)
	if err != nil {
		return k, kernel.E(kernel.Internal, "key_damaged").Because(err)
	}
	if err := Trust(path+".pub", public); err != nil {
		return k, err
	}
	k.Trusted, err = Trusted(path + ".pub")
	return k, err
}

// Trusted reads public keys, one a line; empty lines and those that begin with
// # are passed over.
func Trusted(path string) (note.Verifiers, error) {
	lines, err := publicKeys(path)
	if err != nil {
		return nil, err
	}
	var out []note.Verifier
	for _, l := range lines {
		v, err := note.NewVerifier(l)
		if err != nil {
			return nil, kernel.E(kernel.Invalid, "key_damaged").Because(err)
		}
		out = append(out, v)
	}
	return note.VerifierList(out...), nil
}

// Trust adds public keys to the file where they are missing.
func Trust(path string, keys ...string) error {
	held, err := publicKeys(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	all := held
	for _, k := range keys {
		if !strings.Contains("\n"+strings.Join(all, "\n")+"\n", "\n"+k+"\n") {
			all = append(all, k)
		}
	}
	if len(all) == len(held) {
		return nil
	}
	return safefile.Write(path, []byte(strings.Join(all, "\n")+"\n"))
}

func publicKeys(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	var out []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, err
}

// lastSeal is the file in which the last seal is kept outside the database.
type lastSeal string

// Last reads it; a missing file is no seal yet.
func (p lastSeal) Last() (string, error) {
	raw, err := os.ReadFile(string(p))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(raw), err
}

// Keep replaces it.
func (p lastSeal) Keep(text string) error { return safefile.Write(string(p), []byte(text)) }

// publicOf is the public half of a signing key as note writes it.
func publicOf(secret string) (string, error) {
	parts := strings.SplitN(secret, "+", 5)
	if len(parts) != 5 {
		return "", errors.New("not a signing key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(key) != 1+ed25519.SeedSize {
		return "", errors.Join(errors.New("not a signing key"), err)
	}
	public, _ := ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(parts[2], public)
}

// rest packs events that were sealed and that hardly anybody asks for any more.
func (h *Hall) rest(ctx context.Context) error {
	if h.Seals == nil {
		return nil
	}
	sealed, err := h.Seals.Until(ctx)
	if err != nil {
		return err
	}
	return h.asOwner(ctx, func(j *journal.Journal) error {
		_, err := j.Rest(ctx, h.restsSince(), sealed, j.VolumeMost())
		return err
	})
}

// restsSince is the moment before which events and forms rest.
func (h *Hall) restsSince() time.Time {
	if kernel.Hurried { // whatever the nodes' clocks say
		return h.Clock.Now().Add(3 * time.Hour)
	}
	return h.Clock.Now().Add(-journal.Resting)
}

// asOwner has something done to the record for which the service's role has no
// right: with two PostgreSQL roles over a connection of the owner's, which is
// there for that long alone. A service that knows no owner leaves it undone,
// and the doctor says so.
func (h *Hall) asOwner(ctx context.Context, do func(*journal.Journal) error) error {
	if waits, err := h.unpackable(ctx); err != nil || waits {
		return err
	}
	if h.options.Owner == "" || h.DB.Engine() != db.Postgres {
		return do(h.Journal)
	}
	d, err := db.Open(ctx, h.options.Owner)
	if err != nil {
		return err
	}
	return errors.Join(do(journal.New(d, h.Clock)), d.Close())
}

// unpackable tells whether old events stay rows because nobody here may pack
// them.
func (h *Hall) unpackable(ctx context.Context) (bool, error) {
	if h.options.Owner != "" {
		return false, nil
	}
	return h.DB.Guarded(ctx)
}
