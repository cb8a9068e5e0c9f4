package safefile

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A backup onto a stick, which knows no links, gets its name all the same, and
// never another file's.
func TestAFileIsPlacedWithAndWithoutLinks(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]func(from, to string) error{
		"links": os.Link,
		"stick": func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM} },
		"share": func(from, to string) error {
			return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.ENOTSUP}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "backup")
			for i, text := range []string{"first", "second"} {
				tmp, err := Temp(dir, []byte(text), false)
				if err != nil {
					t.Fatal(err)
				}
				if err := place(link, tmp, path); Exists(err) != (i > 0) || i == 0 && err != nil {
					t.Errorf("%s: %v", text, err)
				}
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != "first" {
				t.Errorf("%q %v", got, err)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "backup")
	if err := place(func(string, string) error { return syscall.EPERM }, "nothing", path); err == nil {
		t.Error("nothing was placed")
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("an empty file is left: %v", err)
	}
}
