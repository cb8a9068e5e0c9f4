// Command seed founds the small town of the browser tests in an empty data
// folder, and draws the paper forms that the tests hand in, each with the
// truth of what is written on it:
//
//	seed -data DIR -samples DIR
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
)

func main() {
	data := flag.String("data", "", "empty folder for the server's data")
	samples := flag.String("samples", "", "folder for the forms")
	flag.Parse()
	if err := run(context.Background(), *data, *samples); err != nil {
		fmt.Fprintln(os.Stderr, "seed:", err)
		os.Exit(1)
	}
}

// told is what the tests need to know about the town.
type told struct {
	Password string           `json:"password"`
	People   map[string]named `json:"people"` // by seat
	Forms    map[string]drawn `json:"forms"`  // by name
}

type named struct {
	Login string `json:"login"`
	Name  string `json:"name"`
}

func run(ctx context.Context, data, samples string) error {
	for _, dir := range []string{data, samples} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	h, err := hall.Open(ctx, hall.Options{Dir: data, City: "みほん市", Clock: kernel.System{}})
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	out := told{Password: password, People: map[string]named{}}
	if err := found(ctx, h); err != nil {
		return err
	}
	for _, w := range workers {
		if err := hire(ctx, h, w); err != nil {
			return err
		}
		out.People[w.seat] = named{w.login, w.name}
	}
	if out.Forms, err = draw(h.Catalog, samples); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(samples, "seed.json"), raw, 0o600)
}
