package blob_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/blobtest"
	"github.com/hitomado/hitomado/internal/base/blob/s3server"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// A real S3-compatible server keeps the same promises as a folder.
func TestS3KeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	server := startS3(t)
	var buckets atomic.Int64
	blobtest.Run(t, func(t *testing.T) blob.Store {
		return openS3(t, server, fmt.Sprintf("pages-%d", buckets.Add(1)))
	})
}

// What was acknowledged is there after the server was killed and came back,
// and while it is away the answer says so instead of inventing a loss.
func TestS3AwayIsNotALoss(t *testing.T) {
	t.Parallel()
	server := startS3(t)
	store := openS3(t, server, "pages")
	data := []byte("a page that was acknowledged")
	ref := blobtest.Ref(data)
	if err := store.Put(t.Context(), ref, data, true); err != nil {
		t.Fatal(err)
	}
	server.Kill()
	_, getErr := store.Get(t.Context(), ref)
	_, hasErr := store.Has(t.Context(), ref)
	for _, err := range []error{getErr, hasErr, store.Put(t.Context(), ref, data, true)} {
		if kernel.CodeOf(err) != "images_unavailable" || kernel.KindOf(err) != kernel.Unavailable {
			t.Errorf("while the server is away: %v", err)
		}
	}
	again, err := s3server.Start(t.Context(), s3server.Options{Dir: server.dir, Listen: server.Address()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.Stop)
	if got, err := store.Get(t.Context(), ref); err != nil || string(got) != string(data) {
		t.Errorf("after the restart: %q %v", got, err)
	}
}

// A caller whose time is over learns that, and not that the store is away.
func TestS3TellsItsOwnPatienceFromTheCallers(t *testing.T) {
	t.Parallel()
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Trim(r.URL.Path, "/") != "pages" {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}
	}))
	t.Cleanup(slow.Close)
	store, err := blob.OpenS3(t.Context(), blob.S3Options{Endpoint: slow.URL, Bucket: "pages", Region: "r", AccessKey: "a", SecretKey: "s"})
	if err != nil {
		t.Fatal(err)
	}
	data := []byte("a page")
	for name, ask := range map[string]func(context.Context) error{
		"put":    func(ctx context.Context) error { return store.Put(ctx, blobtest.Ref(data), data, true) },
		"get":    func(ctx context.Context) error { _, err := store.Get(ctx, blobtest.Ref(data)); return err },
		"has":    func(ctx context.Context) error { _, err := store.Has(ctx, blobtest.Ref(data)); return err },
		"delete": func(ctx context.Context) error { return store.Delete(ctx, blobtest.Ref(data)) },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		if err := ask(ctx); !errors.Is(err, context.DeadlineExceeded) || kernel.CodeOf(err) == "images_unavailable" {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

func TestS3RefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	server := startS3(t)
	good := options(server, "pages")
	for name, c := range map[string]struct {
		change func(*blob.S3Options)
		code   string
	}{
		"an address that is none": {func(o *blob.S3Options) { o.Endpoint = "s3.example" }, "images_config"},
		"no bucket":               {func(o *blob.S3Options) { o.Bucket = "" }, "images_config"},
		"wrong keys":              {func(o *blob.S3Options) { o.SecretKey = "wrong" }, "images_refused"},
		"a missing CA":            {func(o *blob.S3Options) { o.CA = "/nowhere/ca.pem" }, "images_config"},
	} {
		o := good
		c.change(&o)
		for _, open := range []func(context.Context, blob.S3Options) (*blob.S3, error){blob.OpenS3, blob.FindS3} {
			if _, err := open(t.Context(), o); kernel.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
	}
	for range 2 { // looking makes nothing
		if _, err := blob.FindS3(t.Context(), good); kernel.CodeOf(err) != "bucket_missing" {
			t.Errorf("a bucket that is not there: %v", err)
		}
	}
	openS3(t, server, "pages")
	if _, err := blob.FindS3(t.Context(), good); err != nil {
		t.Errorf("a bucket that is there: %v", err)
	}
}

type s3Fixture struct {
	*s3server.Server
	dir string
}

// building keeps the parallel tests from building the server twice.
var building sync.Mutex

func startS3(t *testing.T) s3Fixture {
	t.Helper()
	dir := t.TempDir()
	building.Lock()
	defer building.Unlock()
	s, err := s3server.Start(context.Background(), s3server.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop(); _ = os.RemoveAll(dir) })
	return s3Fixture{s, dir}
}

func options(s s3Fixture, bucket string) blob.S3Options {
	return blob.S3Options{Endpoint: s.Endpoint(), Bucket: bucket, Prefix: "town/", Region: s3server.Region,
		AccessKey: s3server.AccessKey, SecretKey: s3server.SecretKey}
}

func openS3(t *testing.T, s s3Fixture, bucket string) *blob.S3 {
	t.Helper()
	store, err := blob.OpenS3(t.Context(), options(s, bucket))
	if err != nil {
		t.Fatal(err)
	}
	return store
}
