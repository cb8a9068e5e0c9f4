package kernel

import "github.com/google/uuid"

// NewID makes an identifier that is unique everywhere and sorts roughly by
// the time it was made, so that new rows land at the end of an index.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
