// Package request is the entry center's shared list: what waits to be keyed or
// verified, who holds what until when, how busy the center is and when a
// visitor may expect to be done.
//
// It owns the tables task, keyer, portion_seen, rekey_apart, line,
// promise_factor, dispatch_now, dispatch_policy and keying_policy. It moves applications through the
// visit room, and it never sees what is keyed.
package request
