package voice

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func insertSuggestion(ctx context.Context, tx *db.Tx, x Suggestion) error {
	_, err := tx.Exec(ctx, `INSERT INTO suggestion (id,office,screen,text,staff,at,state,answer,answerer,answered_at,version)
		VALUES ($1,$2,$3,$4,$5,$6,$7,'','',0,1)`, x.ID, x.Office, x.Screen, x.Text, x.Staff, kernel.Millis(x.At), string(x.State))
	return err
}

func selectSuggestions(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Suggestion, error) {
	var out []Suggestion
	err := tx.Each(ctx, `SELECT id, office, screen, text, staff, at, state, answer, answerer, answered_at, version FROM suggestion `+where, args, func(scan func(...any) error) error {
		var x Suggestion
		var at, answered int64
		err := scan(&x.ID, &x.Office, &x.Screen, &x.Text, &x.Staff, &at, &x.State, &x.Answer, &x.Answerer, &answered, &x.Version)
		x.At, x.AnsweredAt = kernel.FromMillis(at), kernel.FromMillis(answered)
		out = append(out, x)
		return err
	})
	return out, err
}

func answerSuggestion(ctx context.Context, tx *db.Tx, id string, version int, state State, answer, staff string, at int64) (int64, error) {
	return tx.Exec(ctx, `UPDATE suggestion SET state=$1, answer=$2, answerer=$3, answered_at=$4, version=version+1 WHERE id=$5 AND version=$6`,
		string(state), answer, staff, at, id, version)
}

func insertRule(ctx context.Context, tx *db.Tx, r Rule, at int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO house_rule (id,office,screen,text,since,staff,at,ended_at) VALUES ($1,$2,$3,$4,$5,$6,$7,0)`,
		r.ID, r.Office, r.Screen, r.Text, r.Since, r.Staff, at)
	return err
}

const ruleColumns = `id, office, screen, text, since, staff`

func scanRule(scan func(...any) error) (Rule, error) {
	var r Rule
	err := scan(&r.ID, &r.Office, &r.Screen, &r.Text, &r.Since, &r.Staff)
	return r, err
}

func selectRule(ctx context.Context, tx *db.Tx, id string) (Rule, error) {
	r, err := scanRule(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+ruleColumns+` FROM house_rule WHERE id=$1`, []any{id}, dest...)
	})
	if errors.Is(err, db.ErrNoRows) {
		err = kernel.E(kernel.NotFound, "rule_unknown")
	}
	return r, err
}

func selectRules(ctx context.Context, tx *db.Tx) ([]Rule, error) {
	var out []Rule
	err := tx.Each(ctx, `SELECT `+ruleColumns+` FROM house_rule WHERE ended_at=0 ORDER BY since, id`, nil, func(scan func(...any) error) error {
		r, err := scanRule(scan)
		out = append(out, r)
		return err
	})
	return out, err
}

func endRule(ctx context.Context, tx *db.Tx, id string, at int64) (int64, error) {
	return tx.Exec(ctx, `UPDATE house_rule SET ended_at=$1 WHERE id=$2 AND ended_at=0`, at, id)
}
