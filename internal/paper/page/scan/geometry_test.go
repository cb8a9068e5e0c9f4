package scan

import "testing"

func TestHomography(t *testing.T) {
	t.Parallel()
	to := [4]point{{10, 20}, {210, 35}, {190, 320}, {5, 300}}
	m, ok := homography(markCentres, to)
	if !ok {
		t.Fatal("no map")
	}
	for i, c := range markCentres {
		if got := m.apply(c); got.dist(to[i]) > 1e-9 {
			t.Errorf("%v goes to %v, want %v", c, got, to[i])
		}
	}
	if _, ok := homography([4]point{{0, 0}, {1, 1}, {2, 2}, {3, 3}}, markCentres); ok {
		t.Error("a line was taken for a quadrangle")
	}
}
