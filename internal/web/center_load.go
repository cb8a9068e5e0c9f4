package web

import "github.com/hitomado/hitomado/internal/center/request"

// loadData is how busy the center is, drawn as bars.
type loadData struct {
	request.Load
	Bars []loadBar
	Says string
	Went string // how it changed lately
}

// loadBar is one bar; Width is a share of 100.
type loadBar struct {
	Name, Value string
	Width       int
	Full        bool
}

// fullBar is the number of forms that fills a bar; more fill it too, and say
// so in their number.
const fullBar = 20

func (q *req) load() (loadData, error) {
	l, err := q.s.Requests.Load(q.ctx(), q.who)
	if err != nil {
		return loadData{}, err
	}
	d := loadData{Load: l}
	for _, b := range []struct {
		key string
		n   int
	}{{"load.waiting", l.Waiting}, {"load.entering", l.Entering}, {"load.verify_waiting", l.VerifyWaiting}, {"load.verifying", l.Verifying}} {
		d.Bars = append(d.Bars, loadBar{Name: q.t(b.key), Value: q.t("load.n", "n", b.n), Width: min(100, b.n*100/fullBar), Full: b.n >= fullBar})
	}
	d.Says = q.t(loadWord(l), "n", l.People)
	d.Went = q.t(trendWord(l.Trend), "n", max(l.Trend, -l.Trend))
	return d, nil
}

// trendWord names a change of the load.
func trendWord(n int) string {
	switch {
	case n > 0:
		return "load.more"
	case n < 0:
		return "load.fewer"
	}
	return "load.same"
}

// loadWord sums the load up in one sentence.
func loadWord(l request.Load) string {
	switch {
	case l.People == 0:
		return "load.nobody"
	case l.WorkMinutes/float64(l.People) > 20:
		return "load.busy"
	case l.WorkMinutes/float64(l.People) < 5:
		return "load.quiet"
	}
	return "load.usual"
}
