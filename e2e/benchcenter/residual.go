package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// counterErr is how often the visitor's answer comes back wrong.
const counterErr = .01

// recommended is the policy for fields whose kinds are known: a third blind
// entry where two differ, and on the hard kinds three always, of whom one who
// differs is enough to ask the visitor.
var recommended = catalog.Keying{Plain: catalog.ModeThird, Dangerous: catalog.ModeTriple, Compare: catalog.CompareBatch, Confirm: 1, ConfirmDangerous: 1}

// residual keys forms through the real API with people who err as the published
// example says, and counts what is wrong in the end.
func (b *bench) residual() error {
	formula := quality.Double(sim.EasyFields, sim.HardFields)
	plain, err := b.keyed("plain_double_entry", catalog.SecondBlind, nil)
	if err != nil {
		return err
	}
	n := float64(plain.fields)
	half := 1.96 * math.Sqrt(formula*(1-formula)/n)
	b.row(sim.Row{Bench: "residual", Rule: "formula", Value: 1e4 * formula, Low: 1e4 * (formula - half), High: 1e4 * (formula + half), Seed: sim.Seed,
		Note: fmt.Sprintf("wrong per 10,000 by the formula; its Monte-Carlo interval for %d fields", plain.fields)})
	b.row(plain.row("plain_double_entry"))
	better, err := b.keyed("recommended", catalog.SecondBlind, &recommended)
	if err != nil {
		return err
	}
	b.row(better.row("recommended"))
	b.row(sim.Row{Bench: "residual", Rule: "recommended_keyings", Value: better.keyings(), Seed: sim.Seed, Note: "keyings per field"})
	b.row(sim.Row{Bench: "residual", Rule: "recommended_asked", Value: float64(better.asked) / float64(better.fields), Seed: sim.Seed, Note: "share of fields asked at the counter"})
	return nil
}

// tally is what became of all fields of one way of keying.
type tally struct{ fields, typed, asked, wrong int }

func (t tally) keyings() float64 { return float64(t.typed) / float64(t.fields) }

func (t tally) row(rule string) sim.Row {
	e := quality.Binomial(t.fields, t.wrong)
	return sim.Row{Bench: "residual", Rule: rule, Value: 1e4 * e.Rate, Low: 1e4 * e.Low, High: 1e4 * e.High, Seed: sim.Seed,
		Note: fmt.Sprintf("wrong per 10,000: %d of %d fields; %.3f keyings a field, %.2f %% asked", t.wrong, t.fields, t.keyings(), 100*float64(t.asked)/float64(t.fields))}
}

// people are those at work on one way of keying.
type people struct {
	*town
	tally
	rng   *rand.Rand
	asks  bool // hard fields that were keyed differently are asked at the counter
	truth map[string]string
}

func (b *bench) keyed(name, second string, k *catalog.Keying) (tally, error) {
	t, err := b.town(name, second)
	if err != nil {
		return tally{}, err
	}
	defer func() { _ = t.DB.Close() }()
	p := &people{town: t, rng: rand.New(rand.NewPCG(sim.Seed, 0x6b657973)), asks: k != nil}
	if k != nil {
		if err := t.Requests.SetKeying(b.ctx, kernel.SystemActor, errand, 0, *k); err != nil {
			return tally{}, err
		}
	}
	for i := range b.forms {
		if err := p.form(i); err != nil {
			return p.tally, fmt.Errorf("form %d: %w", i, err)
		}
	}
	return p.tally, nil
}

// form takes one form from reception to the end of its verification. The
// keyers change places from form to form.
func (p *people) form(i int) error {
	p.truth = map[string]string{}
	for f := range fieldsOf {
		p.truth[field(f)] = "真" + kana(i*fieldsOf+f)
	}
	if err := p.send(uint64(i)); err != nil {
		return err
	}
	for n, next := 0, "first"; next != "verification"; n++ {
		if n == 4 {
			return fmt.Errorf("a fifth pass: %s", next)
		}
		var err error
		if next, err = p.pass(keyer((i+n)%5), next); err != nil {
			return err
		}
		if next == "verification" {
			return p.verify(keyer((i + n + 1) % 5))
		}
	}
	return nil
}

func (p *people) send(seed uint64) error {
	var made struct{ ID string }
	if err := p.call("clerk", "POST", "/visits", m{"office": "chuo", "wish": []string{errand}}, &made); err != nil {
		return err
	}
	if err := p.call("clerk", "POST", "/visits/"+made.ID+"/call", nil, nil); err != nil {
		return err
	}
	var v struct{ Applications []struct{ ID string } }
	if err := p.call("clerk", "POST", "/visits/"+made.ID+"/receive", m{"as": "self", "proof": "one", "proof_kind": "license", "procedures": []string{errand}}, &v); err != nil {
		return err
	}
	path := "/applications/" + v.Applications[0].ID
	if err := p.call("clerk", "POST", path+"/pages?kind=form&turn=0", sample.Inked(830, 1174, seed), nil); err != nil {
		return err
	}
	if err := p.call("clerk", "POST", path+"/accept", nil, nil); err != nil {
		return err
	}
	return p.call("clerk", "POST", path+"/request", nil, nil)
}

// pass keys one task as a person does who errs, and tells what follows.
func (p *people) pass(who, kind string) (string, error) {
	var t desk.TaskView
	if err := p.call(who, "POST", "/center/next", m{"kinds": []string{kind}}, &t); err != nil {
		return "", err
	}
	path := "/tasks/" + t.Task.ID
	fields := m{}
	if kind == "adjudication" {
		for key, pair := range t.Mismatches {
			v, err := p.decide(who, path, key, pair)
			if err != nil {
				return "", err
			}
			fields[key] = m{"v": v}
		}
	} else {
		for _, it := range t.Items {
			fields[it.Key] = m{"v": p.keys(it.Key)}
		}
	}
	if err := p.save(who, path, fields); err != nil {
		return "", err
	}
	var next struct{ Next string }
	err := p.call(who, "POST", path+"/finish", m{}, &next)
	return next.Next, err
}

// save types fields, and once more where the station asks for that.
func (p *people) save(who, path string, fields m) error {
	p.typed += len(fields)
	var saved desk.SavedView
	if err := p.call(who, "PUT", path+"/draft", m{"fields": fields}, &saved); err != nil {
		return err
	}
	again := m{}
	for key, f := range saved.Fields {
		if f.Problem != nil && f.Problem.Code == "type_again" {
			again[key] = m{"v": fields[key].(m)["v"], "again": true}
		}
	}
	if len(again) == 0 {
		return nil
	}
	p.typed += len(again)
	return p.call(who, "PUT", path+"/draft", m{"fields": again}, nil)
}

func group(key string) quality.Group {
	for i := range hardOf {
		if key == field(i) {
			return sim.HardFields
		}
	}
	return sim.EasyFields
}

// keys is what a keyer types: the truth, or an error. Two errors agree with the
// group's chance, because a share of all errors is the same obvious misreading.
func (p *people) keys(key string) string {
	g := group(key)
	if p.rng.Float64() >= g.Keyer {
		return p.truth[key]
	}
	if p.rng.Float64() < math.Sqrt(g.Agree) {
		return "誤" + p.truth[key]
	}
	return "誤" + kana(p.rng.IntN(1e9))
}

// decide is what somebody says who sees what others keyed: on hard fields, by
// the recommended policy, what the visitor answers.
func (p *people) decide(who, path, key string, pair desk.Pair) (string, error) {
	g := group(key)
	if p.asks && g == sim.HardFields {
		var asked struct{ ID string }
		if err := p.call(who, "POST", path+"/ask", m{"field": key, "question": "何と書いてありますか"}, &asked); err != nil {
			return "", err
		}
		p.asked++
		answer := p.truth[key]
		if p.rng.Float64() < counterErr {
			answer = "誤" + kana(p.rng.IntN(1e9))
		}
		return answer, p.call("clerk", "POST", "/inquiries/"+asked.ID+"/answer", m{"kind": "typed", "answer": answer}, nil)
	}
	if p.rng.Float64() >= g.Decider {
		return p.truth[key], nil
	}
	if pair.First != p.truth[key] {
		return pair.First, nil
	}
	return pair.Second, nil
}

// verify confirms everything as it stands (looking finds nothing here) and
// counts what is wrong.
func (p *people) verify(who string) error {
	var v desk.VerifyView
	if err := p.call(who, "POST", "/center/next", m{"kinds": []string{"verification"}}, &v); err != nil {
		return err
	}
	var fields []m
	for _, r := range v.Rows {
		p.fields++
		if r.Value != p.truth[r.Key] {
			p.wrong++
		}
		fields = append(fields, m{"field": r.Key, "version": r.Version})
	}
	path := "/tasks/" + v.Task.ID
	if err := p.call(who, "POST", path+"/confirm", m{"fields": fields}, nil); err != nil {
		return err
	}
	return p.call(who, "POST", path+"/finish", nil, nil)
}

// kana writes a number in letters that no rule of typing changes.
func kana(n int) string {
	digits := []rune("あいうえおかきくけこ")
	var b strings.Builder
	for _, d := range fmt.Sprint(n) {
		b.WriteRune(digits[d-'0'])
	}
	return b.String()
}
