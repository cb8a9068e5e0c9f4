package api

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/town/voice"
)

// Voices is what colleagues noticed, with what came of it.
type Voices struct {
	Suggestions []Suggestion `json:"suggestions"`
}

// Suggestion is something a colleague noticed.
type Suggestion struct {
	ID         string     `json:"id"`
	Office     string     `json:"office"`
	Screen     string     `json:"screen"`
	Text       string     `json:"text"`
	Staff      string     `json:"staff"`
	At         time.Time  `json:"at"`
	State      string     `json:"state" enum:"received,considered,adopted,declined"`
	Answer     string     `json:"answer,omitempty"`
	Answerer   string     `json:"answerer,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Version    int        `json:"version"`
}

// Noticed is something to send in.
type Noticed struct {
	Screen string `json:"screen"`
	Text   string `json:"text"`
}

// VoiceAnswer says what becomes of a suggestion.
type VoiceAnswer struct {
	Version int    `json:"version"`
	State   string `json:"state" enum:"considered,adopted,declined"`
	Answer  string `json:"answer"`
}

// HouseRules are the offices' own rules.
type HouseRules struct {
	Rules []HouseRule `json:"rules"`
}

// HouseRule stands beside a screen of an office.
type HouseRule struct {
	ID     string `json:"id,omitempty"`
	Office string `json:"office" doc:"An office, or *"`
	Screen string `json:"screen" doc:"A screen, or *"`
	Text   string `json:"text"`
	Since  string `json:"since" doc:"Business day yyyy-mm-dd"`
	Staff  string `json:"staff,omitempty"`
}

func (s *server) voiceDoors() {
	const tag = "voice"
	door(s, route{method: http.MethodGet, path: "/voice", id: "list-voice", about: "What colleagues noticed, and the answers", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*Voices, error) {
			list, err := s.Voice.List(c.ctx)
			out := &Voices{[]Suggestion{}}
			for _, x := range list {
				row := Suggestion{ID: x.ID, Office: x.Office, Screen: x.Screen, Text: x.Text, Staff: x.Staff, At: x.At, State: string(x.State), Answer: x.Answer, Answerer: x.Answerer, Version: x.Version}
				if x.Answerer != "" {
					row.AnsweredAt = &x.AnsweredAt
				}
				out.Suggestions = append(out.Suggestions, row)
			}
			return out, err
		})
	door(s, route{method: http.MethodPost, path: "/voice", id: "send-voice", about: "Send in what one noticed", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, _ *bare, b *Noticed) (*Made, error) {
			id, err := s.Voice.Send(c.ctx, c.actor, b.Screen, b.Text)
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/voice/{id}/answer", id: "answer-voice", about: "Say what becomes of it", tag: tag, command: true},
		func(c *call, in *withID, b *VoiceAnswer) (*nothing, error) {
			return nil, s.Voice.Answer(c.ctx, c.actor, in.ID, b.Version, voice.State(b.State), b.Answer)
		})
	door(s, route{method: http.MethodGet, path: "/rules", id: "list-rules", about: "The offices' own rules", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*HouseRules, error) {
			list, err := s.Voice.Rules(c.ctx)
			out := &HouseRules{[]HouseRule{}}
			for _, r := range list {
				out.Rules = append(out.Rules, HouseRule(r))
			}
			return out, err
		})
	door(s, route{method: http.MethodPost, path: "/rules", id: "set-rule", about: "Put a rule beside a screen", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, _ *bare, b *HouseRule) (*Made, error) {
			id, err := s.Voice.SetRule(c.ctx, c.actor, voice.Rule{Office: b.Office, Screen: b.Screen, Text: b.Text, Since: b.Since})
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/rules/{id}/end", id: "end-rule", about: "End a rule", tag: tag, command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) {
			return nil, s.Voice.EndRule(c.ctx, c.actor, in.ID)
		})
}
