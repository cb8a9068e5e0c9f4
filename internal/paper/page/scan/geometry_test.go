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

func TestInverse(t *testing.T) {
	t.Parallel()
	m, _ := homography(markCentres, [4]point{{10, 20}, {210, 35}, {190, 320}, {5, 300}})
	for _, p := range []point{{0, 0}, {100, 150}, {210, 297}} {
		if got := m.inverse().apply(m.apply(p)); got.dist(p) > 1e-9 {
			t.Errorf("%v comes back as %v", p, got)
		}
	}
	if got := scaling(-2, 3).box(Rect{X: 1, Y: 2, W: 3, H: 4}); got != (Rect{X: -8, Y: 6, W: 6, H: 12}) {
		t.Errorf("box %v", got)
	}
}
