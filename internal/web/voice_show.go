package web

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/voice"
)

// voiceData is what people noticed and the offices' own rules.
type voiceData struct {
	Screen   string // where the person came from
	Screens  []choice
	Places   []choice // offices whose rules the person may write
	List     []suggestionRow
	Rules    []ruleBeside
	States   []choice
	Sent     bool
	MayRule  bool
	Tomorrow string
}

type suggestionRow struct {
	voice.Suggestion
	Who, Where, About, Answerer string
	May                         bool
}

type ruleBeside struct {
	voice.Rule
	Where, About, Who string
	May               bool
}

// screenNames are the screens that a remark or a rule may be about.
var screenNames = []string{"counter", "visit", "check", "entry", "verifylist", "verify", "center", "admin"}

// voicePage takes in what somebody noticed and lists what came of it.
func (s *Server) voicePage(q *req) error {
	list, err := s.Voice.List(q.ctx())
	if err != nil {
		return err
	}
	rules, err := s.Voice.Rules(q.ctx())
	if err != nil {
		return err
	}
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	d := voiceData{Screen: cmp.Or(q.form("screen"), q.r.URL.Query().Get("screen")), Sent: q.r.URL.Query().Has("sent"),
		Screens: q.words("voice.screen.", append(slices.Clone(screenNames), "other")), Tomorrow: kernel.Day(q.now)}
	for _, x := range voice.Answers() {
		d.States = append(d.States, choice{string(x), q.t("voice.state." + string(x))})
	}
	if !slices.Contains(screenNames, d.Screen) {
		d.Screen = "other"
	}
	for _, o := range append(offices, office.Office{ID: voice.All}) {
		if voice.MayAnswer(q.who, o.ID) == nil {
			d.Places = append(d.Places, choice{o.ID, q.placeOf(offices, o.ID)})
		}
	}
	d.MayRule = len(d.Places) > 0
	for _, x := range list {
		d.List = append(d.List, suggestionRow{Suggestion: x, Who: q.nameOf(x.Staff), Where: q.placeOf(offices, x.Office), About: q.screenName(x.Screen),
			Answerer: q.nameOf(x.Answerer), May: voice.MayAnswer(q.who, x.Office) == nil})
	}
	for _, r := range rules {
		d.Rules = append(d.Rules, ruleBeside{Rule: r, Where: q.placeOf(offices, r.Office), About: q.screenName(r.Screen), Who: q.nameOf(r.Staff), May: voice.MayAnswer(q.who, r.Office) == nil})
	}
	return q.render("voice", q.t("voice.title"), d)
}

func (q *req) placeOf(offices []office.Office, id string) string {
	if i := slices.IndexFunc(offices, func(o office.Office) bool { return o.ID == id }); i >= 0 {
		return q.officeName(offices[i])
	}
	return q.t("rollout.all_offices")
}

func (q *req) screenName(screen string) string {
	if screen == voice.All {
		return q.t("voice.all_screens")
	}
	return q.t("voice.screen." + screen)
}

// sendVoice takes in what somebody noticed.
func (s *Server) sendVoice(q *req) error {
	screen := q.form("screen")
	if !slices.Contains(screenNames, screen) {
		screen = "other"
	}
	if _, err := s.Voice.Send(q.command(1), q.who, screen, q.form("text")); err != nil {
		return err
	}
	q.home("/voice?sent=1&screen=" + url.QueryEscape(screen))
	return nil
}

// answerVoice says what becomes of it.
func (s *Server) answerVoice(q *req) error {
	return q.homeUnless(s.Voice.Answer(q.command(1), q.who, q.path("suggestion"), q.count("version"), voice.State(q.form("state")), q.form("answer")), "/voice")
}

// setRule puts one of an office's own rules beside a screen.
func (s *Server) setRule(q *req) error {
	screen := q.form("screen")
	if !slices.Contains(screenNames, screen) {
		screen = voice.All
	}
	_, err := s.Voice.SetRule(q.command(1), q.who, voice.Rule{Office: cmp.Or(q.form("office"), voice.All), Screen: screen, Text: q.form("text"), Since: q.form("since")})
	return q.homeUnless(err, "/voice")
}

// endRule takes it away again.
func (s *Server) endRule(q *req) error {
	return q.homeUnless(s.Voice.EndRule(q.command(1), q.who, q.path("rule")), "/voice")
}
