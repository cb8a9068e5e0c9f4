package blob

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// minSecret is the least length of a master secret in bytes.
const minSecret = 32

// wrapVersion starts every wrapped secret; another one means another scheme.
const wrapVersion = "w1"

// Keys is the master key. It wraps the secrets of applications and does
// nothing else; it is safe for use by many goroutines and never prints itself.
type Keys struct {
	id   string
	wrap cipher.AEAD
}

// KeysFrom makes the master key from a secret of the environment, at least 32
// bytes long and random. Error: key_weak (Invalid).
func KeysFrom(secret []byte) (*Keys, error) {
	if len(secret) < minSecret {
		return nil, kernel.E(kernel.Invalid, "key_weak", "bytes", minSecret)
	}
	key, err := derive(secret, "hitomado master wrap v1")
	if err != nil {
		return nil, err
	}
	name, err := derive(secret, "hitomado master id v1")
	if err != nil {
		return nil, err
	}
	wrap, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	return &Keys{id: hex.EncodeToString(name[:4]), wrap: wrap}, nil
}

// ID is a public fingerprint of the master key (8 hex digits). Keep it beside
// the data and compare it at start, so that a lost key file is noticed before
// anything is written under a new one.
func (k *Keys) ID() string { return k.id }

// String shows the fingerprint only.
func (k *Keys) String() string { return "blob.Keys(" + k.id + ")" }

// GoString shows the fingerprint only.
func (k *Keys) GoString() string { return k.String() }

// NewSecret makes the secret of a new application, and its wrapped form, the
// only one that may be stored.
func (k *Keys) NewSecret() (s Secret, wrapped string, err error) {
	var seed [32]byte
	rand.Read(seed[:]) // never fails: the runtime stops the program instead
	if s, err = secretFrom(seed[:]); err != nil {
		return Secret{}, "", err
	}
	nonce := make([]byte, k.wrap.NonceSize(), k.wrap.NonceSize()+len(seed)+k.wrap.Overhead())
	rand.Read(nonce)
	box := k.wrap.Seal(nonce, nonce, seed[:], k.bound())
	return s, wrapVersion + "." + k.id + "." + base64.RawURLEncoding.EncodeToString(box), nil
}

// Unwrap gives the secret back. Errors: blob_erased (NotFound) for an empty
// text, which is what an erasure leaves; key_wrong (Internal) when another
// master key wrapped it; key_damaged (Internal) when the text was changed.
func (k *Keys) Unwrap(wrapped string) (Secret, error) {
	if wrapped == "" {
		return Secret{}, kernel.E(kernel.NotFound, "blob_erased")
	}
	version, rest, _ := strings.Cut(wrapped, ".")
	id, text, ok := strings.Cut(rest, ".")
	if version != wrapVersion || !ok {
		return Secret{}, kernel.E(kernel.Internal, "key_damaged")
	}
	if id != k.id {
		return Secret{}, kernel.E(kernel.Internal, "key_wrong")
	}
	box, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(box) < k.wrap.NonceSize() {
		return Secret{}, kernel.E(kernel.Internal, "key_damaged")
	}
	n := k.wrap.NonceSize()
	seed, err := k.wrap.Open(nil, box[:n], box[n:], k.bound())
	if err != nil {
		return Secret{}, kernel.E(kernel.Internal, "key_damaged").Because(err)
	}
	return secretFrom(seed)
}

// bound ties a wrapped secret to the scheme and the master key that made it.
func (k *Keys) bound() []byte { return []byte(wrapVersion + "." + k.id) }

// derive makes 32 bytes for one purpose out of a secret (RFC 5869).
func derive(secret []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, purpose, 32)
}

// newAEAD is AES-256-GCM.
func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
