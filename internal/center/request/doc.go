// Package request is the entry center's shared list: what waits to be keyed or
// verified, who holds what until when, how busy the center is and when a
// visitor may expect to be done.
//
// It owns the tables task and keyer. It moves applications through the
// visit room, and it never sees what is keyed.
package request
