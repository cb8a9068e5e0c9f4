package faults

import (
	"encoding/json"

	"github.com/hitomado/hitomado/e2e/harness"
)

// eyes checks that nobody was shown both portions of a form, by what the
// clients were shown, and that what they were shown is kept.
func eyes(s *stored, acks []harness.Step, bad func(string, ...any)) {
	shown := map[[2]string]string{}
	for _, a := range acks {
		if a.Portion == "" {
			continue
		}
		at := [2]string{a.Application, a.Person}
		if was := shown[at]; was != "" && was != a.Portion {
			bad("%s was shown both portions of %s", a.Person, a.Application)
		}
		shown[at] = a.Portion
	}
	for at, portion := range shown {
		if kept := s.seen[at]; kept != portion && !s.erased[at[0]] {
			bad("%s was shown the %s of %s, what is kept is %q", at[1], portion, at[0], kept)
		}
	}
}

// looked is what the record says of the fields of one sample.
type looked struct {
	Task  string
	Found map[string]string
	Part  map[string]string
}

// counted is how many of the fields the month's figures must hold: what differs
// is counted when it is settled, and a known field that nobody could read is
// not.
func (l looked) counted() (n int) {
	for f, verdict := range l.Found {
		switch {
		case verdict == "unclear":
		case verdict == "differs" && l.Part[f] != "known":
		default:
			n++
		}
	}
	return n
}

// sampled keeps what an event says of a sample.
func (s *stored) sampled(e event) error {
	if e.kind != "sample.keyed" && e.kind != "sample.settled" {
		return nil
	}
	var l looked
	if err := json.Unmarshal([]byte(e.payload), &l); err != nil {
		return err
	}
	s.answers[l.Task]++
	s.again += l.counted()
	return nil
}

// samples checks that every answer to a sample is in the record and in the
// figures once.
func samples(s *stored, acks []harness.Step, bad func(string, ...any)) {
	for _, a := range acks {
		if a.Name == "entry finish" && s.blind[a.Task] && s.answers[a.Task] != 1 {
			bad("what %s keyed again of %s is in the record %d times", a.Person, a.Application, s.answers[a.Task])
		}
	}
	for task, n := range s.answers {
		if n > 1 {
			bad("sample %s was answered %d times", task, n)
		}
	}
	if s.again != s.counted {
		bad("the record has %d fields keyed again, the figures %d", s.again, s.counted)
	}
}
