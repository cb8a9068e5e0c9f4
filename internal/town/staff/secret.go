package staff

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// newToken is a session secret of 32 random bytes.
func newToken() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

// newCode is a setup code with 128 random bits in letters and digits that are
// hard to mistake when read from a terminal.
func newCode() string { return rand.Text() }

// digest is what is stored of a secret. It needs no salt: the secrets are
// random and long. Of logins that failed it keeps the table free of passwords
// typed into the wrong box.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
