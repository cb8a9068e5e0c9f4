package blob

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"io"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// A sealed blob is one version byte, a random nonce, the ciphertext and its
// authentication tag (AES-256-GCM; the version byte is authenticated too).
const (
	sealVersion = 1
	nonceLen    = 12
	headLen     = 1 + nonceLen
	tagLen      = 16
)

// Secret is one application's own key and salt, both made from the same 32
// random bytes. It comes from [Keys.NewSecret] or [Keys.Unwrap], is safe for
// use by many goroutines and never prints itself. The zero Secret opens
// nothing; sealing with it is a programming error and panics.
type Secret struct {
	box  cipher.AEAD
	salt []byte
}

func secretFrom(seed []byte) (Secret, error) {
	key, err := derive(seed, "hitomado application blob v1")
	if err != nil {
		return Secret{}, err
	}
	salt, err := derive(seed, "hitomado application commitment v1")
	if err != nil {
		return Secret{}, err
	}
	box, err := newAEAD(key)
	return Secret{box: box, salt: salt}, err
}

// String hides the secret from logs.
func (s Secret) String() string { return "blob.Secret" }

// GoString hides the secret from logs.
func (s Secret) GoString() string { return s.String() }

// Seal encrypts plain, one part behind the other, into one new buffer; ref, the
// SHA-256 of that buffer, is its address. Sealing the same bytes twice gives
// two refs.
func (s Secret) Seal(plain ...[]byte) (ref string, sealed []byte) {
	n := 0
	for _, part := range plain {
		n += len(part)
	}
	buf := make([]byte, headLen, headLen+n+tagLen)
	buf[0] = sealVersion
	rand.Read(buf[1:headLen])
	whole := buf[headLen:]
	for _, part := range plain {
		whole = append(whole, part...)
	}
	sealed = s.box.Seal(buf, buf[1:headLen], whole, buf[:1]) // where it lies
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:]), sealed
}

// Open checks that sealed is what ref names, decrypts and authenticates it. It
// works in place: sealed is consumed and the result is a part of it. Error:
// blob_damaged (Internal) for bytes that are torn, changed, or sealed under
// another secret.
func (s Secret) Open(ref string, sealed []byte) ([]byte, error) {
	sum := sha256.Sum256(sealed)
	if hex.EncodeToString(sum[:]) != ref {
		return nil, kernel.E(kernel.Internal, "blob_damaged")
	}
	if s.box == nil || len(sealed) < headLen+tagLen || sealed[0] != sealVersion {
		return nil, kernel.E(kernel.Internal, "blob_damaged")
	}
	body := sealed[headLen:]
	plain, err := s.box.Open(body[:0], sealed[1:headLen], body, sealed[:1])
	if err != nil {
		return nil, kernel.E(kernel.Internal, "blob_damaged").Because(err)
	}
	return plain, nil
}

// Commit is what the journal keeps in place of a value: 160 bits of HMAC-SHA256
// under the application's salt, 27 characters of base64. Equal values of one
// field give equal commitments; without the salt nothing can be guessed back
// from them. A form has tens of them and they outlive its values, so they are
// as short as RFC 2104 (section 5) lets them be, and longer than it asks.
func (s Secret) Commit(field, value string) string {
	return base64.RawURLEncoding.EncodeToString(s.mac(field, value)[:20])
}

// Committed tells whether a commitment stands for a value. The first release
// wrote all 256 bits in hexadecimal; those stay good.
func (s Secret) Committed(commitment, field, value string) bool {
	if len(commitment) == 2*sha256.Size {
		return commitment == hex.EncodeToString(s.mac(field, value))
	}
	return commitment == s.Commit(field, value)
}

func (s Secret) mac(field, value string) []byte {
	mac := hmac.New(sha256.New, s.salt)
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(field))) // ("ab","c") is not ("a","bc")
	mac.Write(n[:])
	_, _ = io.WriteString(mac, field)
	_, _ = io.WriteString(mac, value)
	return mac.Sum(nil)
}
