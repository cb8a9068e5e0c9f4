package seal

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Seal is one signed batch.
type Seal struct {
	Number int64     // 1, 2, 3 …
	At     time.Time // when it was sealed, to the millisecond
	Prev   string    // SHA-256 of the note before it in hexadecimal, "-" for the first
	Size   int64     // number of events
	Root   tlog.Hash // of their Merkle tree
	Note   string    // the signed text (golang.org/x/mod/sumdb/note)
	spans  []span
}

// origin is the first line of every seal: what is signed is nothing else.
const origin = "hitomado journal seal v1"

func (s Seal) text() string {
	return strings.Join([]string{origin, strconv.FormatInt(s.Number, 10), strconv.FormatInt(kernel.Millis(s.At), 10), s.Prev,
		strconv.FormatInt(s.Size, 10), base64.StdEncoding.EncodeToString(s.Root[:]), writeSpans(s.spans), ""}, "\n")
}

// Hash is what the next seal calls this one. The signature is part of it.
func (s Seal) Hash() string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s.Note))) }

// Open reads a seal and checks its signature against the trusted keys.
func Open(text string, trusted note.Verifiers) (Seal, error) {
	n, err := note.Open([]byte(text), trusted)
	if err != nil {
		return Seal{}, err
	}
	s, err := parse(n.Text)
	s.Note = text
	return s, err
}

// unbelieved reads a seal whose signature is not right, only to tell which
// events it was about.
func unbelieved(text string) Seal {
	body, _, _ := strings.Cut(text, "\n\n")
	s, _ := parse(body + "\n")
	return s
}

func parse(text string) (Seal, error) {
	var s Seal
	lines := strings.Split(text, "\n")
	if len(lines) != 8 || lines[0] != origin || lines[7] != "" {
		return s, errors.New("not a seal")
	}
	var at, size int64
	var err error
	for _, p := range []struct {
		to   *int64
		text string
	}{{&s.Number, lines[1]}, {&at, lines[2]}, {&s.Size, lines[4]}} {
		if *p.to, err = strconv.ParseInt(p.text, 10, 64); err != nil {
			return s, err
		}
	}
	s.At, s.Prev = kernel.FromMillis(at), lines[3]
	root, err := base64.StdEncoding.DecodeString(lines[5])
	if err != nil || len(root) != tlog.HashSize {
		return s, errors.Join(errors.New("root"), err)
	}
	copy(s.Root[:], root)
	s.spans, err = readSpans(lines[6])
	for _, sp := range s.spans {
		size += sp.to - sp.from + 1
	}
	if err == nil && size != s.Size {
		err = errors.New("size")
	}
	return s, err
}
