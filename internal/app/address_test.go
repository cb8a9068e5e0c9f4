package app

import (
	"errors"
	"net"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Whoever starts the program a second time is told what is in the way and what to do.
func TestATakenAddressIsSaidInWords(t *testing.T) {
	t.Parallel()
	first, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = first.Close() })
	address := first.Addr().String()
	_, _, err = Config{Settings: Settings{Listen: address}}.listener(t.Context())
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok || e.Code != "address_taken" || e.Args["address"] != address {
		t.Fatalf("%v", err)
	}
}
