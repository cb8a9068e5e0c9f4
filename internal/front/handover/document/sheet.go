package document

import "time"

// Kind is one of the papers.
type Kind string

// The papers that can be drawn.
const (
	Receipt    Kind = "receipt"    // 受付票: the upper half of a page, to take along
	Content    Kind = "content"    // 届出内容確認書: the visitor confirms what was entered
	Transcript Kind = "transcript" // 転記票: rows in the order of the core's screens, to tick off
)

// Sheet is all that stands on a paper.
type Sheet struct {
	Kind   Kind
	Labels Labels

	Title  string
	City   string
	Office string

	Reception string // as people say it: みほん中央 1124-0137
	Ticket    string // A-0137; may be empty
	QR        string // content of the code; empty for none

	MadeAt time.Time
	MadeBy string
	Number string // document number for the footer

	Lead  []Pair // about the visit as a whole, above the table
	Parts []Part
	Notes []string
	Sign  []string // labels of the boxes for signatures and initials
}

// Pair is a label with its value.
type Pair struct{ Label, Value string }

// Part is a titled section of rows; each member of a repeat group is a part of
// its own (異動する人 1, 異動する人 2).
type Part struct {
	Name string
	Rows []Row
}

// Row is one field of a form.
type Row struct {
	Label string
	Value string // exactly as recorded; empty shows Labels.Empty
	Note  string // small, below the value
	// Dangerous marks fields whose mistakes hurt (names, dates, addresses): a
	// thick bar asks the reader to compare them character by character.
	Dangerous bool
}

// Labels are the fixed words on paper, from the message catalogue. An empty
// one leaves its word out.
type Labels struct {
	Reception string // 受付番号
	Ticket    string // 番号札
	Order     string // 番号: column of row numbers
	Item      string // 項目: column of labels
	Value     string // 内容: column of values
	Tick      string // 転記: column of boxes to tick
	Empty     string // （記入なし）
	Continued string // （つづき）
	Dangerous string // what the thick bar means, once above the table
	MadeAt    string // 作成
	MadeBy    string // 作成者
	Number    string // 文書番号
	CutHere   string // きりとり, beside the cutting line of a receipt
}

// texts is every text that is drawn, for one check before anything is.
func (s *Sheet) texts() []string {
	l := s.Labels
	out := []string{
		s.Title, s.City, s.Office, s.Reception, s.Ticket, s.MadeBy, s.Number, s.time(),
		l.Reception, l.Ticket, l.Order, l.Item, l.Value, l.Tick, l.Empty, l.Continued,
		l.Dangerous, l.MadeAt, l.MadeBy, l.Number, l.CutHere,
	}
	for _, p := range s.Lead {
		out = append(out, p.Label, p.Value)
	}
	for _, p := range s.Parts {
		out = append(out, p.Name)
		for _, r := range p.Rows {
			out = append(out, r.Label, r.Value, r.Note)
		}
	}
	return append(append(out, s.Notes...), s.Sign...)
}
