// Package blobtest is the conformance suite of [blob.Store]: every
// implementation passes it, so rooms need not know which one they stand on.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Ref is the address of data as a store expects it.
func Ref(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Run checks that what open gives, a fresh and empty store each time, keeps
// the promises of blob.Store.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for name, check := range map[string]func(*testing.T, blob.Store){
		"round trip": roundTrip, "missing": missing, "delete": remove,
		"replace": replace, "foreign refs": foreignRefs,
		"ended context": endedContext, "own buffers": ownBuffers, "concurrent": concurrent, "walk": walk,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, open(t))
		})
	}
}

func roundTrip(t *testing.T, s blob.Store) {
	for _, size := range []int{1, 2, 100_000, 3 << 20} {
		data := bytes.Repeat([]byte{byte(size), 7}, size/2+1)[:size]
		mustPut(t, s, Ref(data), data, size%2 == 0)
		mustHold(t, s, Ref(data), data)
	}
}

func missing(t *testing.T, s blob.Store) {
	ref := Ref([]byte("never stored"))
	if _, err := s.Get(t.Context(), ref); kernel.CodeOf(err) != "blob_missing" || kernel.KindOf(err) != kernel.NotFound {
		t.Errorf("get of a missing blob: %v", err)
	}
	if there, err := s.Has(t.Context(), ref); there || err != nil {
		t.Errorf("has of a missing blob: %v %v", there, err)
	}
	if err := s.Delete(t.Context(), ref); err != nil {
		t.Errorf("delete of a missing blob: %v", err)
	}
}

func remove(t *testing.T, s blob.Store) {
	a, b := []byte("erased"), []byte("kept")
	mustPut(t, s, Ref(a), a, true)
	mustPut(t, s, Ref(b), b, true)
	if err := s.Delete(t.Context(), Ref(a)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), Ref(a)); kernel.CodeOf(err) != "blob_missing" {
		t.Errorf("erased blob still answers: %v", err)
	}
	mustHold(t, s, Ref(b), b)
	mustPut(t, s, Ref(a), a, true)
	mustHold(t, s, Ref(a), a)
}

// replace is the retry of an upload whose first attempt left torn bytes.
func replace(t *testing.T, s blob.Store) {
	data := bytes.Repeat([]byte("page"), 1000)
	mustPut(t, s, Ref(data), data[:17], false)
	mustPut(t, s, Ref(data), data, true)
	mustHold(t, s, Ref(data), data)
}

func foreignRefs(t *testing.T, s blob.Store) {
	good := Ref([]byte("x"))
	for _, ref := range []string{"", "ab", good[:63], good + "0", strings.ToUpper(Ref([]byte("a"))),
		"../" + good[3:], "/" + good[1:], good[:10] + "\x00" + good[11:]} {
		_, getErr := s.Get(t.Context(), ref)
		_, hasErr := s.Has(t.Context(), ref)
		for _, err := range []error{getErr, hasErr, s.Put(t.Context(), ref, nil, true), s.Delete(t.Context(), ref)} {
			if kernel.CodeOf(err) != "blob_ref" || kernel.KindOf(err) != kernel.Invalid {
				t.Errorf("ref %q: %v, want blob_ref", ref, err)
			}
		}
	}
}

func endedContext(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := []byte("late")
	if err := s.Put(ctx, Ref(data), data, true); !errors.Is(err, context.Canceled) {
		t.Errorf("put after the end: %v", err)
	}
	if _, err := s.Get(ctx, Ref(data)); !errors.Is(err, context.Canceled) {
		t.Errorf("get after the end: %v", err)
	}
	if there, _ := s.Has(t.Context(), Ref(data)); there {
		t.Error("a put after the end stored something")
	}
}

// ownBuffers: Secret.Open decrypts in place, so buffers must never be shared.
func ownBuffers(t *testing.T, s blob.Store) {
	data := []byte("the bytes of a page")
	ref, mine := Ref(data), bytes.Clone(data)
	mustPut(t, s, ref, mine, false)
	clear(mine)
	got, err := s.Get(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	clear(got)
	mustHold(t, s, ref, data)
}

// concurrent: readers of a blob that is being rewritten and others that come
// and go see whole bytes or nothing.
func concurrent(t *testing.T, s blob.Store) {
	const workers, rounds = 8, 20
	shared := bytes.Repeat([]byte("shared"), 20_000)
	mustPut(t, s, Ref(shared), shared, false)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range rounds {
				own := bytes.Repeat([]byte{byte(w), byte(i)}, 5_000)
				errs := []error{s.Put(t.Context(), Ref(shared), shared, false), s.Put(t.Context(), Ref(own), own, false)}
				got, err := s.Get(t.Context(), Ref(shared))
				if errs = append(errs, err); !bytes.Equal(got, shared) {
					t.Errorf("read %d bytes of a shared blob of %d", len(got), len(shared))
				}
				got, err = s.Get(t.Context(), Ref(own))
				if errs = append(errs, err, s.Delete(t.Context(), Ref(own))); !bytes.Equal(got, own) {
					t.Error("own blob came back changed")
				}
				if err := errors.Join(errs...); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// walk sees each blob once with its size, stops where it is told to, and sees
// nothing that was deleted.
func walk(t *testing.T, s blob.Store) {
	want := map[string]int64{}
	for i := range 30 {
		data := bytes.Repeat([]byte{byte(i)}, i+1)
		mustPut(t, s, Ref(data), data, false)
		want[Ref(data)] = int64(len(data))
	}
	gone := []byte("gone")
	mustPut(t, s, Ref(gone), gone, false)
	if err := s.Delete(t.Context(), Ref(gone)); err != nil {
		t.Fatal(err)
	}
	err := s.Walk(t.Context(), func(i blob.Info) error {
		if size, ok := want[i.Ref]; !ok || size != i.Size || i.At.IsZero() {
			t.Errorf("walked over %+v, want size %d", i, size)
		}
		delete(want, i.Ref)
		return nil
	})
	if err != nil || len(want) != 0 {
		t.Errorf("%d blobs not seen: %v", len(want), err)
	}
	stop, seen := errors.New("stop"), 0
	if err := s.Walk(t.Context(), func(blob.Info) error { seen++; return stop }); !errors.Is(err, stop) || seen != 1 {
		t.Errorf("a walk told to stop: %v after %d", err, seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Walk(ctx, func(blob.Info) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("walk after the end: %v", err)
	}
}

func mustPut(t *testing.T, s blob.Store, ref string, data []byte, durable bool) {
	t.Helper()
	if err := s.Put(t.Context(), ref, data, durable); err != nil {
		t.Fatalf("put: %v", err)
	}
}

func mustHold(t *testing.T, s blob.Store, ref string, want []byte) {
	t.Helper()
	got, err := s.Get(t.Context(), ref)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("get: %d bytes, want %d: %v", len(got), len(want), err)
	}
	if there, err := s.Has(t.Context(), ref); !there || err != nil {
		t.Fatalf("has: %v %v", there, err)
	}
}
