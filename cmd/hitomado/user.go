package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add a person; the password is read from standard input."`
}

type userAddCmd struct {
	where
	Login      string   `arg:"" help:"Login name."`
	Name       string   `required:"" help:"Name as colleagues see it."`
	Grant      []string `required:"" help:"Role at an office, such as clerk@office; * is every office." placeholder:"ROLE@OFFICE"`
	Contracted bool     `help:"The person is contracted (委託)."`
}

// Run adds the person. Whoever can start the program may do so, like the
// one-time link of an empty one.
func (c *userAddCmd) Run(ctx context.Context) error {
	n := staff.NewPerson{Login: c.Login, Name: c.Name, Contracted: c.Contracted}
	for _, g := range c.Grant {
		role, office, ok := strings.Cut(g, "@")
		if !ok {
			return fmt.Errorf("grant %q: write ROLE@OFFICE", g)
		}
		n.Grants = append(n.Grants, kernel.Grant{Role: role, Office: office})
	}
	lines := bufio.NewScanner(os.Stdin)
	if !lines.Scan() {
		return errors.Join(errors.New("no password on standard input"), lines.Err())
	}
	n.Password = lines.Text()
	h, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	p, err := h.Staff.Add(ctx, kernel.SystemActor, n)
	if err == nil {
		fmt.Println("added", p.Login)
	}
	return errors.Join(err, h.Close())
}
