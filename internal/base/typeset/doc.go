// Package typeset draws papers: it finds the fonts of this machine, chooses a
// glyph for every written character and writes PDF pages.
//
// Names are the reason it exists. A person's name is drawn with exactly the
// character that was recorded, variation selector included: the glyph comes
// from the first font of a configured chain that has precisely this character,
// and a character that no font has is an error, never a blank, a box or a
// lookalike. What is drawn can also be read back: every glyph carries its code
// points in the PDF.
//
// The package knows paper, fonts and PDF only. It knows no office, no form and
// no message catalogue.
package typeset
