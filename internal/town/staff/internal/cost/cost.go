// Package cost is how much work one password hash takes. It stands apart so
// that nothing outside town/staff can reach it: no setting, flag or option of
// the program makes hashes cheaper.
package cost

// Cost is the work of one argon2id hash (RFC 9106).
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Today is the cost of new hashes: OWASP's second choice, 19 MiB and two
// passes, because a small office's one server also serves everything else.
// Only package stafftest sets it, before anything runs.
var Today = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

// Sane keeps a damaged row from costing gigabytes or panicking argon2.
func (c Cost) Sane() bool {
	return c.Passes >= 1 && c.Passes <= 16 && c.Threads >= 1 && c.Threads <= 16 && c.Memory >= 8*uint32(c.Threads) && c.Memory <= 256*1024
}
