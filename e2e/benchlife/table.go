package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/e2e/harness"
)

func round(v float64, digits int) float64 {
	f := math.Pow10(digits)
	return math.Round(v*f) / f
}

func heading(cases []*harness.Case) {
	fields, bytes := math.MaxInt, math.MaxInt
	for _, c := range cases {
		fields, bytes = min(fields, len(c.Typed)), min(bytes, len(c.Page))
	}
	fmt.Printf("The life of an application through the API; %d pages of their own (A4, 200 dpi, %d kB and more), %d keyed fields and more.\n", len(cases), bytes/1000, fields)
	fmt.Printf("CPU in ms for one application: server without images and papers | PostgreSQL | images | papers | the load generator.\n")
	fmt.Printf("Floor: the same rows and files written barely, a second; then with the page's pictures made by the bare codec.\n\n")
	fmt.Printf("%-9s %7s %5s %7s %8s %8s %8s | %6s %6s %6s %6s %6s | %8s %6s | %8s %6s\n",
		"engine", "clients", "apps", "apps/s", "p50 ms", "p95 ms", "p99 ms", "cpu", "db", "image", "paper", "load", "floor/s", "ratio", "codec/s", "ratio")
}

func (r result) print() {
	fmt.Printf("%-9s %7d %5d %7.2f %8.0f %8.0f %8.0f | %6.2f %6.2f %6.1f %6.1f %6.1f | %8.1f %6.3f | %8.1f %6.3f\n",
		r.Engine, r.Clients, r.apps, r.AppsPerS, r.P50, r.P95, r.P99, r.CPUPerApp, r.DBCPUPerApp, r.PageCPU, r.PDFCPU, r.LoadCPU, r.FloorPerS, r.FloorRatio, r.CodecFloorPerS, r.CodecFloorRatio)
	var steps []string
	for _, name := range r.watch.order {
		steps = append(steps, fmt.Sprintf("%s %.1f", name, quantile(r.watch.took[name], .5)))
	}
	fmt.Printf("          p50 ms by step: %s\n", strings.Join(steps, " · "))
	var again []string
	for _, what := range slices.SortedFunc(maps.Keys(r.watch.retries), cmp.Compare) {
		again = append(again, fmt.Sprintf("%s ×%d", what, r.watch.retries[what]))
	}
	if len(again) > 0 {
		fmt.Printf("          tried again: %s\n", strings.Join(again, " · "))
	}
}
