package catalog

import "testing"

// defaults loads the catalogue that comes with the program.
func defaults(t testing.TB) *Catalog {
	t.Helper()
	c, err := Default()
	if err != nil {
		t.Fatalf("the built-in catalogue:\n%v", err)
	}
	return c
}

func TestDefaultLoads(t *testing.T) {
	t.Parallel()
	c := defaults(t)
	if n := len(c.Procedures()); n != 5 {
		t.Fatalf("%d procedures, want 5", n)
	}
}
