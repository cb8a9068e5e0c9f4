package catalog

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
)

func (c *checker) name(typed string) { c.take(spaced(typed)) }

func (c *checker) text(typed string) {
	if c.field.Digits == 0 {
		c.take(typed)
		return
	}
	v := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, jp.Half(typed))
	c.take(v)
	if strings.Trim(v, "0123456789") != "" || len(v) != c.field.Digits {
		c.problem(LevelAlert, "digits_count", "digits", c.field.Digits)
	}
}

func (c *checker) kana(typed string) {
	v, ok := jp.Katakana(typed)
	if !ok {
		c.problem(LevelError, "kana_only")
		return
	}
	c.take(v)
	if v != typed {
		c.out.Echo = v
	}
}

// address proposes the registry's way of writing; the writing on the paper is
// kept when the person declines.
func (c *checker) address(typed string) {
	c.take(typed)
	if p, changed := jp.RegistryAddress(typed); changed {
		c.ask("address_proposal", p, p, typed)
		c.out.Keep = &Value{V: typed}
	}
}

func (c *checker) postal(typed string) {
	v, err := jp.Postal(typed)
	if err != nil {
		c.fail(err)
		return
	}
	c.take(v)
	places, ok := jp.LookupPostal(v)
	if !ok {
		return
	}
	c.out.Echo = placeName(places[0])
	if len(places) > 1 {
		c.out.Echo += "　ほか"
		return
	}
	if c.field.Fill != "" {
		c.out.Fill = map[string]string{c.sibling(c.field.Fill): placeName(places[0])}
	}
}

func placeName(p jp.Place) string { return p.Prefecture + p.City + p.Town }

// sibling is the key of another field of the same repetition.
func (c *checker) sibling(id string) string {
	return strings.TrimSuffix(c.item.Key, c.field.ID) + id
}

func (c *checker) phone(typed string) {
	v, alert, err := jp.Phone(typed)
	if err != nil {
		c.fail(err)
		return
	}
	c.take(v)
	if alert {
		c.problem(LevelAlert, "phone_unusual")
	}
}

// relationship keeps what is written beside the term the register knows.
func (c *checker) relationship(typed string) {
	v, proposal, err := jp.Relationship(typed)
	switch {
	case err != nil:
		c.fail(err)
	case proposal != "":
		c.ask("relation_proposal", proposal, proposal, typed)
	default:
		c.take(v)
	}
}

// placeDiffers says that the postal code is known and that the address names
// neither its municipality nor its town.
func placeDiffers(postal, address string) bool {
	places, ok := jp.LookupPostal(postal)
	if !ok || address == "" || address == unreadableVar {
		return false
	}
	for _, p := range places {
		if strings.Contains(address, p.City) || p.Town != "" && strings.Contains(address, p.Town) {
			return false
		}
	}
	return true
}
