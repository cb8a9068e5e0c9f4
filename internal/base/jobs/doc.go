// Package jobs does work that a change asked for but does not wait for, and
// work that comes every so often.
//
// A job is a row written in the change's own transaction, so it exists exactly
// when the change does. Any node takes it under a lease; a node that dies gives
// it back when the lease ends. A job may therefore run more than once, and every
// handler must be safe to repeat: with that each job has exactly one effect. A
// failure is tried again later and later; after the last try the job is dead
// and waits for a person. Kinds do not wait for each other.
package jobs
