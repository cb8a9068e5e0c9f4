package catalog

import "strconv"

// CheckAll looks at the whole form: every value on its own, what must be
// filled, and the form's checks. Unreadable counts as filled. The problems
// come in the order of keying, then those of the checks.
func (f *Form) CheckAll(values map[string]Value, ctx Context) []Problem {
	ctx.Get = func(key string) Value { return values[key] }
	vars := f.vars(ctx.get, ctx)
	var out []Problem
	for _, it := range f.asked(vars) {
		out = f.checkItem(out, it, vars, ctx)
	}
	for _, c := range f.Checks {
		out = f.runCheck(out, c, vars)
	}
	return out
}

// checkItem refuses an empty field that must be filled and, for values that
// did not come through Check, one that cannot be right.
func (f *Form) checkItem(out []Problem, it Item, vars *bindings, ctx Context) []Problem {
	v := ctx.get(it.Key)
	if !v.Filled() {
		if it.Field.Required || it.Field.requiredIf.holds(vars.row(it.Section.group, it.Index), false) {
			return append(out, Problem{Level: LevelError, Code: "required", Key: it.Key})
		}
		return out
	}
	if v.M == Unreadable {
		return out
	}
	if p := f.Check(it.Key, v.V, Context{Today: ctx.Today}).Problem; p != nil && p.Level == LevelError {
		out = append(out, *p)
	}
	return out
}

func (f *Form) runCheck(out []Problem, c *Check, vars *bindings) []Problem {
	if c.Each == "" {
		return f.verdict(out, c, vars, c.At, 0)
	}
	g := f.byKey[c.Each+"."+countID].Section.group
	for n := 1; n <= vars.rows(g); n++ {
		out = f.verdict(out, c, vars.row(g, n), itemKey(g, c.At, n), n)
	}
	return out
}

// verdict adds the check's problem when its condition is true. A condition
// that cannot be evaluated is told, never passed over in silence.
func (f *Form) verdict(out []Problem, c *Check, vars *bindings, key string, n int) []Problem {
	bad, err := c.when.eval(vars, false)
	switch {
	case err != nil:
		return append(out, Problem{Level: LevelAlert, Code: "check_failed", Args: map[string]any{"check": c.ID}, Key: key})
	case !bad:
		return out
	}
	p := Problem{Level: c.Level, Code: c.code(f), Key: key, Text: c.Text}
	if n > 0 {
		p.Args = map[string]any{"n": n}
		p.Text = c.Text.with("n", strconv.Itoa(n))
	}
	return append(out, p)
}
