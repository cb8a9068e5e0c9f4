package limit

import "time"

// Doors are the limits of one node's faces.
type Doors struct {
	Accounts  *Rates  // requests of somebody signed in, by account
	Strangers *Rates  // requests of nobody known, by the device's address
	Uploads   *Budget // bytes of page images on their way
}

const (
	// strangersShare: nobody known asks more than sign-in pages and signs in.
	strangersShare = 3
	burstSeconds   = 5
	uploadBytes    = 160 << 20 // eight pages of the largest size, hundreds of usual ones
	uploadWait     = 15 * time.Second
)

// NewDoors makes the limits of a node on which an account may ask perSecond
// times a second; 0 lets everybody ask as often as they like.
func NewDoors(perSecond float64) *Doors {
	return &Doors{Accounts: NewRates(perSecond, burstSeconds), Strangers: NewRates(perSecond/strangersShare, burstSeconds),
		Uploads: NewBudget(uploadBytes, uploadWait)}
}
