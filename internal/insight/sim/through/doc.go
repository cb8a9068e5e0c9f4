// Package through plays a simulated day through the real rooms: reception, the
// shared list, entry and verification over a database, under a clock that the
// day moves. It exists to prove that the list hands out exactly what the
// simulator says. Scanning is left out; a visitor's pages count as there.
package through
