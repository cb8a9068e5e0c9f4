package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
)

// language of what commands say to the operator: Japanese unless
// HITOMADO_LANG says "en".
func language() string {
	if strings.HasPrefix(os.Getenv("HITOMADO_LANG"), "en") {
		return "en"
	}
	return "ja"
}

// spoken is an error in the operator's words, what to do included; the cause
// is shown behind them, because an operator may act on it.
func spoken(err error) error {
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok || !texts.Has("error."+e.Code) {
		return err
	}
	var args []any
	for k, v := range e.Args {
		args = append(args, k, v)
	}
	lang := language()
	said := texts.T(lang, "error."+e.Code, args...)
	if do := "error." + e.Code + ".do"; texts.Has(do) {
		said += "\n  → " + texts.T(lang, do, args...)
	}
	return fmt.Errorf("%s\n  (%w)", said, err)
}
