// Package db is one SQL handle over SQLite and PostgreSQL.
//
// It owns opening, transactions, the few fragments in which the engines
// differ, and the migrations. It never knows what a table means: every
// statement belongs to the room that owns the table.
//
// Statements use $1, $2 … in order of first appearance. Booleans are 0/1
// integers, times unix milliseconds, JSON opaque text.
package db
