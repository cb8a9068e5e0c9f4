package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hitomado/hitomado/internal/base/archive"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/hall"
)

// words says how a backup is locked.
type words struct {
	PassphraseFile string `help:"File whose first line is the passphrase; otherwise HITOMADO_BACKUP_PASSPHRASE." type:"existingfile"`
}

func (w words) lock() (archive.Lock, error) {
	text := os.Getenv("HITOMADO_BACKUP_PASSPHRASE")
	if w.PassphraseFile != "" {
		raw, err := os.ReadFile(w.PassphraseFile)
		if err != nil {
			return archive.Lock{}, err
		}
		text, _, _ = strings.Cut(string(raw), "\n")
	}
	return archive.Passphrase(strings.TrimSpace(text))
}

type backupCmd struct {
	where
	words
	Recipient string `help:"Public age key (age1…) to encrypt for, instead of a passphrase."`
	File      string `arg:"" help:"File to write; it must not exist." type:"path"`
}

// Run writes the file and reads it again.
func (c *backupCmd) Run(ctx context.Context) error {
	lock, err := c.lock(c.Recipient)
	if err != nil {
		return err
	}
	h, _, err := c.look(ctx)
	if err != nil {
		return err
	}
	var config []byte
	if c.Config != "" {
		if config, err = os.ReadFile(c.Config); err != nil {
			return errors.Join(err, h.Close())
		}
	}
	n, err := h.Backup(ctx, c.File, lock, config)
	if err = errors.Join(err, h.Close()); err != nil {
		return err
	}
	fmt.Println(texts.T(language(), "backup.done", "path", c.File, "rows", total(n), "blobs", n.Blobs))
	if n.Absent > 0 {
		fmt.Println(texts.T(language(), "backup.absent", "n", n.Absent))
	}
	return nil
}

func (c *backupCmd) lock(recipient string) (archive.Lock, error) {
	if recipient != "" {
		return archive.Recipient(recipient)
	}
	return c.words.lock()
}

type restoreCmd struct {
	where
	words
	Identity string `help:"Secret age key file (age-keygen), for a backup made with --recipient." type:"existingfile"`
	File     string `arg:"" help:"The backup." type:"existingfile"`
}

// Run restores, erases again what was erased since, and checks the record.
func (c *restoreCmd) Run(ctx context.Context) error {
	lock, err := c.lock()
	if err != nil {
		return err
	}
	set, err := c.settings()
	if err != nil {
		return err
	}
	m, n, err := hall.Restore(ctx, set.Options(), c.File, lock)
	if err != nil {
		return err
	}
	h, err := hall.Open(ctx, set.Options())
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	again, err := h.EraseAgain(ctx)
	if err != nil {
		return err
	}
	lang := language()
	if again > 0 {
		fmt.Println(texts.T(lang, "backup.erased_again", "n", again))
	}
	r, err := h.VerifyRecord(ctx)
	if err != nil {
		return err
	}
	if err := tell(r); err != nil {
		return err
	}
	fmt.Println(texts.T(lang, "backup.restored", "at", m.At.In(kernel.Tokyo).Format("2006-01-02 15:04"), "rows", total(n), "blobs", n.Blobs))
	return nil
}

func (c *restoreCmd) lock() (archive.Lock, error) {
	if c.Identity == "" {
		return c.words.lock()
	}
	raw, err := os.ReadFile(c.Identity)
	if err != nil {
		return archive.Lock{}, err
	}
	return archive.Identity(string(raw))
}

func total(n archive.Counts) (sum int64) {
	for _, rows := range n.Rows {
		sum += rows
	}
	return sum
}
