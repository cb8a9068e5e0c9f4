package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff/internal/cost"
)

const (
	saltBytes = 16
	hashBytes = 32
)

// errHash is a stored hash that cannot be read; nobody signs in with it.
var errHash = errors.New("stored password hash is malformed")

// hasher bounds how many hashes run at once, so that a rush of sign-ins takes
// neither all memory nor all processors from the counters.
type hasher struct {
	slots chan struct{}
	dummy string // verified for unknown logins, so that they take the same time
	rest  *time.Timer
}

// restAfter is how long after the last hash its memory is given back.
const restAfter = 2 * time.Second

func newHasher() *hasher {
	h := &hasher{
		slots: make(chan struct{}, runtime.GOMAXPROCS(0)),
		dummy: encode(cost.Today, random(saltBytes), random(hashBytes)),
		// Each hash fills tens of megabytes. After a morning's sign-ins the
		// node would hold them for hours, because nothing else needs as much.
		rest: time.AfterFunc(time.Hour, debug.FreeOSMemory),
	}
	h.rest.Stop()
	return h
}

// enter waits for a slot; kernel.Unavailable "busy" when ctx ends first.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; h.rest.Reset(restAfter) }, nil
	case <-ctx.Done():
		return nil, kernel.E(kernel.Unavailable, "busy").Because(ctx.Err())
	}
}

// hash makes the PHC string to store for password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := random(saltBytes)
	return encode(cost.Today, salt, derive(cost.Today, password, salt, hashBytes)), nil
}

// matches compares password with a PHC string; the caller holds a slot.
func matches(stored, password string) (bool, error) {
	c, salt, want, err := decode(stored)
	if err != nil {
		return false, err
	}
	got := derive(c, password, salt, len(want))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// derive runs argon2id over the password in NFC: keyboards differ in how they
// compose the same character.
func derive(c cost.Cost, password string, salt []byte, size int) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Passes, c.Memory, c.Threads, uint32(size))
}

func encode(c cost.Cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, c.Memory, c.Passes, c.Threads, b64.EncodeToString(salt), b64.EncodeToString(hash))
}

func decode(stored string) (c cost.Cost, salt, hash []byte, err error) {
	part := strings.Split(stored, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads); err != nil {
		return c, nil, nil, errHash
	}
	salt, err1 := base64.RawStdEncoding.Strict().DecodeString(part[4])
	hash, err2 := base64.RawStdEncoding.Strict().DecodeString(part[5])
	if err1 != nil || err2 != nil || !c.Sane() || len(salt) < 8 || len(hash) < 16 || len(hash) > 64 {
		return c, nil, nil, errHash
	}
	return c, salt, hash, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}
