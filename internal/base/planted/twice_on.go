//go:build plant_twice

package planted

// Twice: a command sent again is done again.
const Twice = true
