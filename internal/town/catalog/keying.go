package catalog

import "github.com/hitomado/hitomado/internal/base/kernel"

// Mode is how many people key a field without seeing each other, and who
// decides when they differ. Looking is not verifying: one person's look at a
// value finds far fewer errors than a second blind entry.
type Mode string

// The modes, from the cheapest to the surest.
const (
	ModeOnce   Mode = "once"   // one entry and the rules
	ModeSelect Mode = "select" // a second blind entry; a third person picks one of the two
	ModeSecond Mode = "second" // a second blind entry; a third person looks and types
	ModeThird  Mode = "third"  // a third blind entry where two differ; two of three are right
	ModeTriple Mode = "triple" // three blind entries always; unless all agree a person decides or asks
)

// Modes lists the modes in the order in which people are shown them.
func Modes() []Mode { return []Mode{ModeOnce, ModeSelect, ModeSecond, ModeThird, ModeTriple} }

// When a second entry is compared with the first.
const (
	CompareBatch     = "batch"     // when the whole form is keyed
	CompareImmediate = "immediate" // field by field, the first value never shown
)

// Keying is a procedure's policy of entry and verification: a mode by the
// field's risk. Dangerous fields are names, numbers and dates.
type Keying struct {
	Plain     Mode   `json:"plain" yaml:"plain"`
	Dangerous Mode   `json:"dangerous" yaml:"dangerous"`
	Compare   string `json:"compare" yaml:"compare"`
	// Confirm and ConfirmDangerous are how many different people confirm a
	// field in the verification.
	Confirm          int `json:"confirm" yaml:"confirm"`
	ConfirmDangerous int `json:"confirm_dangerous" yaml:"confirm_dangerous"`
	// Split has names and numbers keyed and verified by different people, none
	// of whom sees the other portion.
	Split bool `json:"split,omitempty" yaml:"split"`
}

// Mode is a field's mode by its risk.
func (k Keying) Mode(dangerous bool) Mode {
	if dangerous {
		return k.Dangerous
	}
	return k.Plain
}

// Blind tells whether any field is keyed by a second person.
func (k Keying) Blind() bool { return k.Plain != ModeOnce || k.Dangerous != ModeOnce }

// People is how many people must confirm a field.
func (k Keying) People(dangerous bool) int {
	if dangerous {
		return max(k.Confirm, k.ConfirmDangerous)
	}
	return k.Confirm
}

// maxConfirm bounds the people who confirm one field.
const maxConfirm = 5

// Check refuses a policy that names no mode ("keying_mode"), no way to compare
// ("keying_compare") or an impossible number of people ("keying_confirm").
func (k Keying) Check() error {
	for _, m := range []struct {
		field string
		mode  Mode
	}{{"plain", k.Plain}, {"dangerous", k.Dangerous}} {
		if !known(m.mode) {
			return kernel.E(kernel.Invalid, "keying_mode").On(m.field)
		}
	}
	if k.Compare != CompareBatch && k.Compare != CompareImmediate {
		return kernel.E(kernel.Invalid, "keying_compare").On("compare")
	}
	if k.Confirm < 1 || k.Confirm > maxConfirm {
		return kernel.E(kernel.Invalid, "keying_confirm", "most", maxConfirm).On("confirm")
	}
	if k.ConfirmDangerous < 1 || k.ConfirmDangerous > maxConfirm {
		return kernel.E(kernel.Invalid, "keying_confirm", "most", maxConfirm).On("confirm_dangerous")
	}
	return nil
}

func known(m Mode) bool {
	for _, x := range Modes() {
		if x == m {
			return true
		}
	}
	return false
}

// Keying is the policy the catalogue gives a procedure; the center's lead may
// set another one while the program runs.
func (p *Procedure) Keying() Keying {
	k := Keying{Plain: ModeOnce, Dangerous: ModeOnce, Compare: CompareBatch, Confirm: p.Confirm, ConfirmDangerous: p.Confirm, Split: p.Split}
	if p.Second == SecondBlind {
		k.Plain, k.Dangerous = ModeSecond, ModeSecond
	}
	return k
}
