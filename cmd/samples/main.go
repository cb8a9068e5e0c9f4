// Command samples draws filled forms of people who do not exist, each beside
// the truth of what is written on it:
//
//	samples -out DIR -n 30 -seed 1
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

func main() {
	out := flag.String("out", "samples", "folder to write to")
	n := flag.Int("n", 30, "how many forms, spread over the procedures")
	seed := flag.Uint64("seed", 1, "the same seed gives the same forms")
	dpi := flag.Int("dpi", 200, "resolution: 150, 200 or 300")
	mode := flag.String("mode", "grey", "grey, colour or bilevel")
	flag.Parse()
	if err := run(*out, *n, *seed, *dpi, *mode); err != nil {
		fmt.Fprintln(os.Stderr, "samples:", err)
		os.Exit(1)
	}
}

var modes = map[string]sample.Mode{"grey": sample.Grey, "colour": sample.Colour, "bilevel": sample.Bilevel}

func run(out string, n int, seed uint64, dpi int, mode string) error {
	m, ok := modes[mode]
	if !ok {
		return fmt.Errorf("-mode is %q, it can be grey, colour or bilevel", mode)
	}
	c, err := catalog.Default()
	if err != nil {
		return err
	}
	press, err := sample.Open()
	if err != nil {
		return fmt.Errorf("%w: install the packages fonts-klee, fonts-yusei-magic, fonts-ipamj-mincho and fonts-morisawa-bizud-gothic", err)
	}
	defer press.Close()
	return sample.Write(c, press, out, n, seed, sample.Style{DPI: dpi, Mode: m})
}
