// Package verify is several people verifying one entry at once, each on their
// own screen: presence, confirmations, corrections and the common finish.
//
// It owns the tables confirmation and presence. Nobody who keyed any part of an
// application can be in the room.
package verify
