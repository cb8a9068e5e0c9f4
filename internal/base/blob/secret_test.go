package blob_test

import (
	"bytes"
	"testing"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/blobtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func newSecret(t testing.TB) blob.Secret {
	t.Helper()
	secret, _, err := newKeys(t).NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	secret := newSecret(t)
	for _, size := range []int{0, 1, 15, 16, 100_000} {
		plain := bytes.Repeat([]byte{0xA5}, size)
		ref, sealed := secret.Seal(plain)
		if ref != blobtest.Ref(sealed) || cap(sealed) != len(sealed) {
			t.Fatalf("%d bytes: ref %s, %d of %d used", size, ref, len(sealed), cap(sealed))
		}
		if again, _ := secret.Seal(plain); again == ref {
			t.Error("the same plain bytes gave the same address")
		}
		got, err := secret.Open(ref, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// Every changed bit is found by the hash; when the attacker gives the address
// of the changed bytes, by the authentication.
func TestChangedBytesAreFound(t *testing.T) {
	t.Parallel()
	secret := newSecret(t)
	ref, sealed := secret.Seal([]byte("12345678"))
	for i := range len(sealed) * 8 {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		for _, address := range []string{ref, blobtest.Ref(changed)} {
			if _, err := secret.Open(address, bytes.Clone(changed)); kernel.CodeOf(err) != "blob_damaged" {
				t.Fatalf("bit %d: %v", i, err)
			}
		}
	}
}

func TestCommit(t *testing.T) {
	t.Parallel()
	a, b := newSecret(t), newSecret(t)
	seen := map[string]string{}
	for _, c := range []struct{ who, field, value string }{
		{"a", "ab", "c"}, {"a", "a", "bc"}, {"a", "", "abc"}, {"a", "abc", ""}, {"b", "ab", "c"}} {
		secret := map[string]blob.Secret{"a": a, "b": b}[c.who]
		sum := secret.Commit(c.field, c.value)
		if len(sum) != 27 || sum != secret.Commit(c.field, c.value) {
			t.Errorf("%v: unstable or wrong length: %s", c, sum)
		}
		if !secret.Committed(sum, c.field, c.value) || secret.Committed(sum, c.field, c.value+" ") || secret.Committed("", c.field, c.value) {
			t.Errorf("%v: the commitment stands for something else", c)
		}
		if other, ok := seen[sum]; ok {
			t.Errorf("%v and %s share a commitment", c, other)
		}
		seen[sum] = c.who + c.field + c.value
	}
}

// The first release wrote 64 hexadecimal digits.
func TestCommitmentsOfTheFirstReleaseStayGood(t *testing.T) {
	t.Parallel()
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := keys.Unwrap("w1.cad95a25.2c3Rp4G3clXLOaTQt2oEWOR4Tna-qo1IfcZToHk2a1colJDYaR8PwrJ4BdoMndHCmeMInEqSptQWnOcT")
	if err != nil {
		t.Fatal(err)
	}
	const old = "0b8ac191e7dc66d2e99f83037637670be87966914f10d2c7f4eb861782c7cef8"
	if !secret.Committed(old, "name", "山﨑") {
		t.Error("the old commitment is not known")
	}
	if secret.Committed(old, "name", "山崎") || secret.Committed(old, "kana", "山﨑") || secret.Committed(old[:63]+"9", "name", "山﨑") {
		t.Error("the old commitment stands for something else")
	}
}

func FuzzOpen(f *testing.F) {
	secret := newSecret(f)
	_, sealed := secret.Seal([]byte("seed"))
	f.Add(sealed)
	f.Add(sealed[:20])
	f.Add([]byte{})
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, data []byte) {
		forged := !bytes.Equal(data, sealed)
		plain, err := secret.Open(blobtest.Ref(data), bytes.Clone(data))
		if forged && kernel.CodeOf(err) != "blob_damaged" {
			t.Fatalf("opened foreign bytes: %q %v", plain, err)
		}
	})
}

func BenchmarkSealOpen(b *testing.B) {
	secret := newSecret(b)
	plain := make([]byte, 1<<20)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		ref, sealed := secret.Seal(plain)
		if _, err := secret.Open(ref, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
