// Package stafftest makes the passwords of made-up people cheap: a test binary
// that imports it, for nothing but that, hashes them with the least work
// argon2id can do. Towns of tests employ dozens of people each, and hashing
// their passwords as for real was two fifths of what the faces' tests took.
//
// A program that is no test refuses to start with it, and archtest lets only
// tests import it. The tests of town/staff itself hash at the real cost.
package stafftest

import (
	"testing"

	"github.com/hitomado/hitomado/internal/town/staff/internal/cost"
)

func init() {
	if !testing.Testing() {
		panic("stafftest: passwords are hashed cheaply in tests only")
	}
	cost.Today = cost.Cost{Memory: 8, Passes: 1, Threads: 1}
}
