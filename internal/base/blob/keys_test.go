package blob_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func newKeys(t testing.TB) *blob.Keys {
	t.Helper()
	keys, err := blob.KeysFrom([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestSecretSurvivesWrapping(t *testing.T) {
	t.Parallel()
	keys := newKeys(t)
	secret, wrapped, err := keys.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	again, err := keys.Unwrap(wrapped)
	if err != nil {
		t.Fatal(err)
	}
	ref, sealed := secret.Seal([]byte("届出書"))
	if plain, err := again.Open(ref, sealed); err != nil || string(plain) != "届出書" {
		t.Errorf("%q %v", plain, err)
	}
	if secret.Commit("name", "山﨑") != again.Commit("name", "山﨑") {
		t.Error("the commitment changed by wrapping")
	}
}

func TestUnwrapRefuses(t *testing.T) {
	t.Parallel()
	keys := newKeys(t)
	_, wrapped, err := keys.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	other, err := blob.KeysFrom(bytes.Repeat([]byte{9}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Unwrap(wrapped); kernel.CodeOf(err) != "key_wrong" {
		t.Errorf("another master key: %v", err)
	}
	for text, code := range map[string]string{"": "blob_erased", "w1": "key_damaged", "w2" + wrapped[2:]: "key_damaged",
		wrapped[:len(wrapped)-2]: "key_damaged", wrapped + "!": "key_damaged", "w1." + keys.ID() + ".": "key_damaged"} {
		if _, err := keys.Unwrap(text); kernel.CodeOf(err) != code {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
}

// Without the wrapped secret nothing opens, not even with the master key and
// secrets of other applications.
func TestDestroyedSecretOpensNothing(t *testing.T) {
	t.Parallel()
	keys := newKeys(t)
	gone, _, err := keys.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	ref, sealed := gone.Seal([]byte("個人の記録"))
	if bytes.Contains(sealed, []byte("個人")) {
		t.Fatal("plain text in the sealed bytes")
	}
	other, _, err := keys.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []blob.Secret{other, {}} {
		if _, err := s.Open(ref, bytes.Clone(sealed)); kernel.CodeOf(err) != "blob_damaged" {
			t.Errorf("opened by a foreign secret: %v", err)
		}
	}
}

func TestKeysNeverPrint(t *testing.T) {
	t.Parallel()
	keys := newKeys(t)
	secret, _, err := keys.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, secret); s != "blob.Secret" {
			t.Errorf("%s prints %s", verb, s)
		}
		if s := fmt.Sprintf(verb, keys); s != "blob.Keys("+keys.ID()+")" {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "etc", "master.key")
	if _, err := blob.ReadKeys(path); kernel.CodeOf(err) != "key_missing" {
		t.Fatalf("read before the first start: %v", err)
	}
	ids := make([]string, 8) // several nodes starting at once share one key
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			if keys, err := blob.OpenKeys(path); err != nil {
				t.Error(err)
			} else {
				ids[i] = keys.ID()
			}
		})
	}
	wg.Wait()
	if strings.Count(strings.Join(ids, ""), ids[0]) != len(ids) || ids[0] == "" {
		t.Fatalf("different keys: %v", ids)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key file: %v %v", info, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left beside the key: %v", entries)
	}
}

func TestKeyFileRefused(t *testing.T) {
	t.Parallel()
	good := strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		code string
	}{"open to others": {good, 0o644, "key_exposed"}, "empty": {"", 0o600, "key_damaged"},
		"half": {good[:20], 0o600, "key_damaged"}, "not hex": {"zz" + good[2:], 0o600, "key_damaged"}} {
		path := filepath.Join(t.TempDir(), "master.key")
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil { // whatever the umask is
			t.Fatal(err)
		}
		if _, err := blob.OpenKeys(path); kernel.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if text, _ := os.ReadFile(path); string(text) != c.text {
			t.Errorf("%s: the key file was changed", name)
		}
	}
	if _, err := blob.KeysFrom(make([]byte, 31)); kernel.CodeOf(err) != "key_weak" {
		t.Errorf("short secret: %v", err)
	}
}
