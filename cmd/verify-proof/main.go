// Command verify-proof checks a proof that `hitomado record prove` wrote, with
// the public key of the town hall and nothing else: no database, no network.
// It prints what is proven and ends with 0, or says what is wrong and ends
// with 1.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/seal"
)

type cli struct {
	Key  string `required:"" help:"File with the trusted public keys (seal.key.pub)." type:"existingfile"`
	File string `arg:"" help:"The proof." type:"existingfile"`
}

// Run checks and prints.
func (c *cli) Run() error { return check(c.Key, c.File, os.Stdout) }

func check(key, file string, out io.Writer) error {
	trusted, err := hall.Trusted(key)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var p seal.Proof
	if err := json.Unmarshal(text, &p); err != nil {
		return fmt.Errorf("%s is no proof: %w", file, err)
	}
	seals, err := p.Check(trusted)
	if err != nil {
		return fmt.Errorf("NOT PROVEN: %w", err)
	}
	for i, e := range p.Events {
		_, _ = fmt.Fprintf(out, "%d\t%s\t%s\t%s\tseal %d of %s\n", e.Event.Seq, kernel.FromMillis(e.Event.At).In(kernel.Tokyo).Format(time.RFC3339), e.Event.Kind,
			e.Event.Actor, seals[i].Number, seals[i].At.In(kernel.Tokyo).Format(time.RFC3339))
	}
	_, err = fmt.Fprintf(out, "PROVEN: %d events\n", len(p.Events))
	return err
}

func main() {
	k := kong.Parse(&cli{}, kong.Name("verify-proof"), kong.Description("Checks a proof from the record of a town hall."))
	k.FatalIfErrorf(k.Run())
}
