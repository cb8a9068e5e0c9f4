package typeset

// Role is the part a typeface plays on a page; styles of text are named by
// the role whose faces are tried first.
type Role string

// The roles of the default chain.
const (
	Mincho     Role = "mincho"      // what people wrote: names, addresses, values
	Gothic     Role = "gothic"      // what the office says: labels, notes
	GothicBold Role = "gothic-bold" // titles and headings
)

// Face is one typeface of the chain and the places where it may be.
type Face struct {
	Role Role
	// Files are tried in order. An absolute path is opened as it is; a bare
	// file name is searched in the font folders of the system and the user.
	Files []string
	// Required faces stop [FindFonts] when they are not on the machine; the
	// others are passed over and the rest of the chain takes their place.
	Required bool
	// Package is the Debian package that installs the face, for the message.
	Package string
}

// DefaultChain is IPAmj Mincho for what people wrote (it is the one free font
// with the characters and variants of the Moji_Joho collection) and BIZ UD
// Gothic for labels. Only IPAmj must be there.
//
// The numbers of variation selectors belong to a collection: IPAmj has those
// of Moji_Joho, BIZ UD and IPAex those of Adobe-Japan1. A selector that IPAmj
// does not have is therefore looked for in the other faces, which draw exactly
// that variant in their own hand, before the character counts as missing.
func DefaultChain() []Face {
	return []Face{
		{Role: Mincho, Files: []string{"ipamjm.ttf"}, Required: true, Package: "fonts-ipamj-mincho"},
		{Role: Mincho, Files: []string{"BIZUDMincho-Regular.ttf", "BIZ-UDMinchoM.ttc"}, Package: "fonts-morisawa-bizud-mincho"},
		{Role: Mincho, Files: []string{"ipaexm.ttf"}, Package: "fonts-ipaexfont-mincho"},
		{Role: Gothic, Files: []string{"BIZUDPGothic-Regular.ttf", "BIZUDGothic-Regular.ttf", "BIZ-UDGothicR.ttc"}, Package: "fonts-morisawa-bizud-gothic"},
		{Role: GothicBold, Files: []string{"BIZUDPGothic-Bold.ttf", "BIZUDGothic-Bold.ttf", "BIZ-UDGothicB.ttc"}, Package: "fonts-morisawa-bizud-gothic"},
	}
}

// fallback is the order in which the other roles stand in after a role's own
// faces: never a heavier hand than the one asked for.
func fallback(r Role) []Role {
	switch r {
	case GothicBold:
		return []Role{GothicBold, Gothic, Mincho}
	case Gothic:
		return []Role{Gothic, Mincho}
	case Mincho:
		return []Role{Mincho, Gothic}
	default:
		return []Role{r, Mincho}
	}
}
