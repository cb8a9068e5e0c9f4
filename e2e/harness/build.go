package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// Build compiles the program into dir, with flags of go build for programs
// that are made to be hurt, and returns the binary's path. Without flags it is
// the program that `make build` makes, to the last byte.
func Build(ctx context.Context, dir string, flags ...string) (string, error) {
	bin := filepath.Join(dir, "hitomado")
	args := slices.Concat([]string{"build", "-trimpath", "-o", bin}, flags, []string{"github.com/hitomado/hitomado/cmd/hitomado"})
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the harness's own words
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return bin, nil
}
