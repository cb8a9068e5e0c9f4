//go:build !plant_event

package planted

// Event: some events of the journal are dropped.
const Event = false
