// Package duty is who works at the entry center now and at what: entry or
// verification, the procedures they are set to, breaks and going home, and the
// support (応援) that other rooms give.
//
// It owns the tables duty, skill, capacity and support_call. It never gives
// out work itself; the list asks it whom to give what.
package duty
