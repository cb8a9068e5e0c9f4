package main

import (
	"errors"
	"strings"
	"testing"
)

func steady(n int, change func(i int, m *minute)) []minute {
	out := make([]minute, n)
	for i := range out {
		out[i] = minute{lives: 60, p50: 10, p99: 50, memory: 100}
		if change != nil {
			change(i, &out[i])
		}
	}
	return out
}

func TestASteadySoakPasses(t *testing.T) {
	t.Parallel()
	if err := judge(steady(10, func(i int, m *minute) {
		if i == 0 { // warming up does not count
			m.p50, m.memory = 1, 20
		}
		if i == 9 { // nor does one bad minute
			m.p50 = 90
		}
	}), nil, 1); err != nil {
		t.Fatal(err)
	}
}

func TestWhatASoakMustFind(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"memory":   judge(steady(10, func(i int, m *minute) { m.memory += 6 * float64(i) }), nil, 1),
		"p50":      judge(steady(10, func(i int, m *minute) { m.p50 += float64(i) }), nil, 1),
		"arrived":  judge(steady(10, func(i int, m *minute) { m.lives = 50 }), nil, 1),
		"told":     judge(steady(10, func(i int, m *minute) { m.silent = i / 9 }), nil, 1),
		"a broken": judge(steady(10, nil), []error{errors.New("a broken step")}, 1),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
