// Command ground runs what several nodes stand on, for browser tests: a real
// PostgreSQL and a real S3-compatible server, under dir. It prints how they are
// reached as one line of JSON and ends when its input does:
//
//	ground -dir DIR
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/s3server"
)

func main() {
	dir := flag.String("dir", "", "existing folder for the objects")
	flag.Parse()
	if err := run(context.Background(), *dir); err != nil {
		fmt.Fprintln(os.Stderr, "ground:", err)
		os.Exit(1)
	}
}

// told is what a node has to know.
type told struct {
	Database string `json:"database"`
	Images   string `json:"images"` // the part of the configuration
}

func run(ctx context.Context, dir string) error {
	engines, err := harness.OpenEngines(ctx, dir, "postgres")
	if err != nil {
		return err
	}
	defer engines.Close()
	place, err := engines.Place(ctx, "postgres")
	if err != nil {
		return err
	}
	objects := filepath.Join(dir, "s3")
	if err := os.Mkdir(objects, 0o700); err != nil {
		return err
	}
	s3, err := s3server.Start(ctx, s3server.Options{Dir: objects})
	if err != nil {
		return err
	}
	defer s3.Kill()
	const bucket = "images"
	o := blob.S3Options{Endpoint: s3.Endpoint(), Bucket: bucket, Region: s3server.Region, AccessKey: s3server.AccessKey, SecretKey: s3server.SecretKey}
	if _, err := blob.OpenS3(ctx, o); err != nil { // makes the bucket
		return err
	}
	images := fmt.Sprintf("images: {endpoint: '%s', bucket: %s, region: %s, access_key: %s, secret_key: %s}\n", s3.Endpoint(), bucket, o.Region, o.AccessKey, o.SecretKey)
	if err := json.NewEncoder(os.Stdout).Encode(told{place.Database, images}); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
