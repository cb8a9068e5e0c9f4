package staff

import (
	"cmp"
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

func personUnknown(id string) error {
	return kernel.E(kernel.NotFound, "person_unknown", "staff", id)
}

func insertPerson(ctx context.Context, tx *db.Tx, p Person, hash string, at int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO staff (id,login,name,name_en,contracted,disabled,must_change,password,created_at) VALUES ($1,$2,$3,$4,$5,0,$6,$7,$8)`,
		p.ID, p.Login, p.Name, p.NameEN, db.Flag(p.Contracted), db.Flag(p.MustChange), hash, at)
	if db.Duplicate(err) {
		return kernel.E(kernel.Conflict, "login_taken").On("login").Because(err)
	}
	if err != nil {
		return err
	}
	return insertGrants(ctx, tx, p.ID, p.Grants)
}

func insertGrants(ctx context.Context, tx *db.Tx, staff string, grants []kernel.Grant) error {
	for _, g := range grants {
		if _, err := tx.Exec(ctx, `INSERT INTO staff_grant (staff,role,office) VALUES ($1,$2,$3)`, staff, g.Role, g.Office); err != nil {
			return err
		}
	}
	return nil
}

// replaceGrants writes what a person may do from now on.
func replaceGrants(ctx context.Context, tx *db.Tx, p Person) error {
	if _, err := tx.Exec(ctx, `UPDATE staff SET contracted=$1 WHERE id=$2`, db.Flag(p.Contracted), p.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM staff_grant WHERE staff=$1`, p.ID); err != nil {
		return err
	}
	return insertGrants(ctx, tx, p.ID, p.Grants)
}

const personColumns = `id, login, name, name_en, contracted, disabled, must_change`

// scanPerson reads personColumns and whatever else the statement adds.
func scanPerson(scan func(...any) error, more ...any) (Person, error) {
	var p Person
	var contracted, disabled, change int
	err := scan(append([]any{&p.ID, &p.Login, &p.Name, &p.NameEN, &contracted, &disabled, &change}, more...)...)
	p.Contracted, p.Disabled, p.MustChange = contracted == 1, disabled == 1, change == 1
	return p, err
}

func selectPerson(ctx context.Context, tx *db.Tx, id string) (Person, error) {
	p, err := scanPerson(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+personColumns+` FROM staff WHERE id=$1`, []any{id}, dest...)
	})
	if errors.Is(err, db.ErrNoRows) {
		return Person{}, personUnknown(id)
	}
	if err != nil {
		return Person{}, err
	}
	p.Grants, err = selectGrants(ctx, tx, p.ID)
	return p, err
}

// selectByLogin finds a person and the password's hash; an unknown login has
// an empty hash. The grants are read either way, so that both take one time.
func selectByLogin(ctx context.Context, tx *db.Tx, login string) (Person, string, error) {
	var hash string
	p, err := scanPerson(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+personColumns+`, password FROM staff WHERE login=$1`, []any{login}, dest...)
	}, &hash)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return Person{}, "", err
	}
	p.Grants, err = selectGrants(ctx, tx, p.ID)
	return p, hash, err
}

func selectGrants(ctx context.Context, tx *db.Tx, staff string) ([]kernel.Grant, error) {
	var out []kernel.Grant
	err := tx.Each(ctx, `SELECT role, office FROM staff_grant WHERE staff=$1`, []any{staff}, func(scan func(...any) error) error {
		var g kernel.Grant
		if err := scan(&g.Role, &g.Office); err != nil {
			return err
		}
		out = append(out, g)
		return nil
	})
	return sorted(out), err
}

func selectPeople(ctx context.Context, tx *db.Tx) ([]Person, error) {
	var out []Person
	at := map[string]int{}
	err := tx.Each(ctx, `SELECT `+personColumns+` FROM staff ORDER BY login`, nil, func(scan func(...any) error) error {
		p, err := scanPerson(scan)
		at[p.ID] = len(out)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, `SELECT staff, role, office FROM staff_grant`, nil, func(scan func(...any) error) error {
		var id string
		var g kernel.Grant
		if err := scan(&id, &g.Role, &g.Office); err != nil {
			return err
		}
		if i, ok := at[id]; ok {
			out[i].Grants = append(out[i].Grants, g)
		}
		return nil
	})
	for i := range out {
		out[i].Grants = sorted(out[i].Grants)
	}
	return out, err
}

func selectNames(ctx context.Context, tx *db.Tx, into *Names) error {
	return tx.Each(ctx, `SELECT id, name, name_en FROM staff`, nil, func(scan func(...any) error) error {
		var id, name, english string
		err := scan(&id, &name, &english)
		into.ja[id], into.en[id] = name, cmp.Or(english, name)
		return err
	})
}

// updatePassword sets a password; once says that it must be changed at the
// next sign-in.
func updatePassword(ctx context.Context, tx *db.Tx, id, hash string, once bool) error {
	_, err := tx.Exec(ctx, `UPDATE staff SET password=$1, must_change=$2 WHERE id=$3`, hash, db.Flag(once), id)
	return err
}

func setDisabled(ctx context.Context, tx *db.Tx, id string, disabled bool) error {
	_, err := tx.Exec(ctx, `UPDATE staff SET disabled=$1 WHERE id=$2`, db.Flag(disabled), id)
	return err
}

// lockAdministrators lists who may administer everything and holds them until
// the commit, so that two of them cannot disable each other at once.
func lockAdministrators(ctx context.Context, tx *db.Tx) ([]string, error) {
	var out []string
	err := tx.Each(ctx, `SELECT s.id FROM staff s JOIN staff_grant g ON g.staff=s.id
		WHERE g.role=$1 AND g.office=$2 AND s.disabled=0 ORDER BY s.id`+tx.Lock(),
		[]any{rights.Admin, rights.Everywhere}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			out = append(out, id)
			return err
		})
	return out, err
}

func countStaff(ctx context.Context, tx *db.Tx) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM staff`, nil, &n)
	return n, err
}
