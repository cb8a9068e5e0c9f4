package db

import (
	"errors"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// pgError names the failures that people can do something about. With a lost
// connection the failure is the database's, whatever the error says.
func pgError(err error, lost bool) error {
	if _, ours := errors.AsType[*kernel.Error](err); ours {
		return err
	}
	pe, told := errors.AsType[*pgconn.PgError](err)
	switch {
	case told && pe.Code == "53100":
		return kernel.E(kernel.Unavailable, "disk_full").Because(err)
	case told && (pe.Code == "55P03" || pe.Code == "57014"):
		return kernel.E(kernel.Unavailable, "busy").Because(err)
	case told && slices.Contains([]string{"08", "53", "57", "58", "XX"}, pe.Code[:2]), !told && lost && !errors.Is(err, ErrNoRows):
		return unavailable(err)
	}
	return err
}

// commitError tells a commit that the server refused from one whose answer was
// lost: that change may have been made. Sent again with its key it is made once.
func commitError(err error) error {
	if pe, told := errors.AsType[*pgconn.PgError](err); told && !slices.Contains([]string{"57", "58", "XX"}, pe.Code[:2]) {
		return pgError(err, false)
	}
	return kernel.E(kernel.Unavailable, "outcome_unknown").Because(err)
}
