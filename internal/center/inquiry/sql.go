package inquiry

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const columns = `id, application, visit, office, task, field, question, asker, asked_at, answer, answer_kind, answerer, answered_at`

func insert(ctx context.Context, c *journal.Change, in Inquiry) error {
	return c.Later(ctx, `INSERT INTO inquiry (`+columns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,'','','',0)`,
		in.ID, in.Application, in.Visit, in.Office, in.Task, in.Field, in.Question, in.Asker, kernel.Millis(in.AskedAt))
}

func selecting(where string) string { return `SELECT ` + columns + ` FROM inquiry WHERE ` + where }

func ofApplications(n int) string { return `application IN (` + db.List(1, n) + `) ORDER BY asked_at` }

var ofOne = selecting(ofApplications(1))

// Expect has what [Service.Of] reads of an application read along with what is
// asked next under the same snapshot.
func (s *Service) Expect(ctx context.Context, application string) {
	s.journal.DB().Ahead(ctx, ofOne, application)
}

func list(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Inquiry, error) {
	out := []Inquiry{}
	err := tx.Each(ctx, selecting(where), args, func(scan func(...any) error) error {
		var in Inquiry
		var asked, answered int64
		err := scan(&in.ID, &in.Application, &in.Visit, &in.Office, &in.Task, &in.Field, &in.Question, &in.Asker, &asked, &in.Answer, &in.AnswerKind, &in.Answerer, &answered)
		in.AskedAt = kernel.FromMillis(asked)
		in.AnsweredAt = kernel.Moment(answered)
		out = append(out, in)
		return err
	})
	return out, err
}

func read(ctx context.Context, tx *db.Tx, id string) (Inquiry, error) {
	ins, err := list(ctx, tx, `id=$1`, id)
	if err == nil && len(ins) == 0 {
		err = kernel.E(kernel.NotFound, "inquiry_unknown")
	}
	if err != nil {
		return Inquiry{}, err
	}
	return ins[0], nil
}

// Follow has the questions about an application go along to another visit.
func (s *Service) Follow(ctx context.Context, c *journal.Change, application, visit string) error {
	_, err := c.Exec(ctx, `UPDATE inquiry SET visit=$1 WHERE application=$2`, visit, application)
	return err
}
