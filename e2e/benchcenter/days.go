package main

import (
	"fmt"

	"github.com/hitomado/hitomado/internal/insight/sim"
)

// turnaround plays the scenario under every rule; each rule's mean is compared
// with order of arrival by visit, paired by day.
func (b *bench) turnaround() error {
	rules := sim.Rules()
	got, err := sim.Turnaround(sim.Ward(), b.days, rules)
	if err != nil {
		return err
	}
	var visits sim.Sample
	for i, r := range rules {
		if r.Name == "visit_order" {
			visits = got[i]
		}
	}
	tail := visits.Row("", "", 0).P999
	for i, r := range rules {
		b.row(got[i].Row("turnaround", r.Name, sim.Seed))
		ratio, low, high := sim.PairedRatio(got[i].Means, visits.Means)
		mine := got[i].Row("turnaround", r.Name+"/visit_order", sim.Seed)
		mine.Value, mine.Low, mine.High, mine.Note = ratio, low, high, fmt.Sprintf("mean over visit_order's, paired by day; p999 ratio %.2f", mine.P999/tail)
		b.row(mine)
	}
	return nil
}

func (b *bench) route() error {
	routes := sim.Routes()
	got, err := sim.PlayRoutes(sim.Ward(), b.days, routes)
	if err != nil {
		return err
	}
	for i, r := range routes {
		b.row(got[i].Row("route", r.Name, sim.Seed))
	}
	return nil
}

func (b *bench) promise() error {
	days, err := sim.PlayPromises(sim.Ward(), b.days)
	if err != nil {
		return err
	}
	n := 0
	for _, d := range days {
		n += len(d)
	}
	b.row(sim.PromiseRow(fmt.Sprintf("all_%d", n), days, func(sim.Promised) bool { return true }))
	for forms := 1; forms <= 5; forms++ {
		of := func(p sim.Promised) bool { return p.Forms == forms }
		name := fmt.Sprintf("forms_%d", forms)
		row := sim.PromiseRow(name, days, of)
		b.row(row)
		row.Rule, row.Note = name+"_ratio", "median promise over median turn-around of the class"
		row.Value, row.Low, row.High = sim.PromiseRatio(days, of), 0, 0
		b.row(row)
	}
	return nil
}

func (b *bench) interval() error {
	b.row(sim.IntervalRow(1000, sim.Seed))
	return nil
}
