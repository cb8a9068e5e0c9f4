// Package rights is the one table of who may do what: roles × actions, each
// with its scope. It is pure; town/staff hands it on to everybody, and only
// town/office, on which town/staff stands, asks it directly.
package rights
