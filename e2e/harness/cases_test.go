package harness

import (
	"bytes"
	"testing"
)

func TestEveryCaseHasItsOwnPage(t *testing.T) {
	t.Parallel()
	cs, err := Cases(8, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cs {
		t.Logf("%s: %d fields, %d bytes", c.Procedure, len(c.Typed), len(c.Page))
		if len(c.Typed) < MinFields || len(c.Page) < MinPage {
			t.Errorf("case %d: %d fields, %d bytes", i, len(c.Typed), len(c.Page))
		}
		for _, o := range cs[:i] {
			if bytes.Equal(o.Page, c.Page) {
				t.Errorf("case %d has the page of another", i)
			}
		}
	}
}
