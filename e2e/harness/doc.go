// Package harness drives the real program from outside for measurements and
// fault runs: it founds a town in a data folder, starts the built binary over
// it, meters its processes, and lives the life of applications through the
// JSON API as a clerk, a keyer and a verifier would.
//
// It never reaches into a running server: what it knows, it was answered.
package harness
