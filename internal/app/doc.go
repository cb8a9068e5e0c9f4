// Package app assembles the program: configuration, rooms, faces, the order of
// start and stop. It is the only place that knows everything.
package app
