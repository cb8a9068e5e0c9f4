package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/app"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/hall"
)

type doctorCmd struct {
	where
	Full bool `help:"Read every image and hold every value against the record, which may take hours."`
}

// Run prints one line for each thing it looked at, what to do below it, and
// fails when something is lost or damaged.
func (c *doctorCmd) Run(ctx context.Context) error {
	set, err := c.settings()
	if err != nil {
		return err
	}
	checks, err := hall.Examine(ctx, set.Options(), c.Full)
	if err != nil {
		return err
	}
	checks = append(checks, app.CheckCertificate(set, time.Now())...)
	lang, bad := language(), 0
	for _, k := range checks {
		k.Args = causeInWords(lang, k.Args)
		fmt.Println(map[hall.Level]string{hall.Well: "○", hall.Warn: "△", hall.Bad: "×"}[k.Level], texts.T(lang, "doctor."+k.Code, k.Args...))
		if k.Level != hall.Well {
			fmt.Println("   →", texts.T(lang, "doctor."+k.Code+".do", k.Args...))
		}
		if k.Level == hall.Bad {
			bad++
		}
	}
	if bad > 0 {
		return errors.New(texts.T(lang, "doctor.found", "n", bad))
	}
	return nil
}

// causeInWords says a finding's cause as people are told of it elsewhere.
func causeInWords(lang string, args []any) []any {
	if len(args) != 2 || args[0] != "code" || !texts.Has("error."+fmt.Sprint(args[1])) {
		return args
	}
	said := texts.T(lang, "error."+fmt.Sprint(args[1]))
	if strings.Contains(said, "{") { // it says more than a finding knows
		return args
	}
	return []any{"code", strings.TrimRight(said, "。.")}
}
