package staff

// What tests outside the package measure against.
const (
	NamesFor    = namesFor
	TrustFor    = trustFor
	TouchEvery  = touchEvery
	SessionFor  = sessionFor
	SetupFor    = setupFor
	LockFor     = lockFor
	MaxFailures = maxFailures
)
