package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/hall"
)

type recordCmd struct {
	Verify recordVerifyCmd `cmd:"" help:"Check every event against the seals and every value against the record."`
	Prove  recordProveCmd  `cmd:"" help:"Write the proof of one visit's events for an auditor (checked with verify-proof)."`
}

type recordVerifyCmd struct{ where }

// Run names everything that is wrong and fails when there is anything.
func (c *recordVerifyCmd) Run(ctx context.Context) error {
	h, _, err := c.look(ctx)
	if err != nil {
		return err
	}
	r, err := h.VerifyRecord(ctx)
	if err = errors.Join(err, h.Close()); err != nil {
		return err
	}
	return tell(r)
}

// tell prints what a check of the record found; anything wrong is an error.
func tell(r hall.RecordReport) error {
	lang := language()
	fmt.Println(texts.T(lang, "seal.counted", "seals", r.Seals, "events", r.Events, "unsealed", r.Unsealed, "applications", r.Applications))
	for _, f := range r.Findings {
		fmt.Println(texts.T(lang, "seal."+f.Code, "seal", f.Seal, "seq", f.Seq))
	}
	for _, v := range r.Values {
		key := "seal.value"
		if v.Field == "" {
			key = "seal.secret"
		}
		fmt.Println(texts.T(lang, key, "application", v.Application, "field", v.Field, "version", v.Version))
	}
	if !r.Whole() {
		return errors.New(texts.T(lang, "seal.not_whole", "n", len(r.Findings)+len(r.Values)))
	}
	fmt.Println(texts.T(lang, "seal.whole"))
	return nil
}

type recordProveCmd struct {
	where
	Day   string `help:"Day of the reception number (2026-11-24); without it the newest of that number."`
	Visit string `arg:"" help:"The reception number as it is printed, or the visit's id."`
	File  string `arg:"" help:"File to write." type:"path"`
}

// Run seals what is new and writes the proof.
func (c *recordProveCmd) Run(ctx context.Context) error {
	h, _, err := c.look(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	if err := h.Seals.All(ctx); err != nil {
		return err
	}
	visit, err := h.Visits.Received(ctx, c.Visit, c.Day)
	if kernel.CodeOf(err) == "visit_unknown" && c.Day == "" {
		visit, err = c.Visit, nil // its id
	}
	if err != nil {
		return err
	}
	p, err := h.Seals.Prove(ctx, visit)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return err
	}
	if err := safefile.Write(c.File, append(text, '\n')); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, texts.T(language(), "seal.proof_written", "n", len(p.Events), "path", c.File))
	return nil
}
