package web

import "testing"

// What a page cannot reach it must not hold: all shared templates in all pages
// would be 40 MB that the collector looks through again and again.
func TestPagesHoldOnlyWhatTheyReach(t *testing.T) {
	t.Parallel()
	ps, err := loadPages("x")
	if err != nil {
		t.Fatal(err)
	}
	for lang, set := range ps.byLang {
		used := map[string]int{}
		for _, page := range set {
			for _, part := range page.Templates() {
				used[part.Name()]++
			}
		}
		if used["layout"] != len(set) {
			t.Errorf("%s: the layout stands in %d of %d pages", lang, used["layout"], len(set))
		}
		if n := len(set["error"].Templates()); n > 20 {
			t.Errorf("%s: the page of errors holds %d templates", lang, n)
		}
	}
}
