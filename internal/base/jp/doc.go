// Package jp knows how Japanese municipal data is written: dates with eras and
// unknown days, kana and widths, names with glyph variants, numbers with check
// digits, relationships, postal codes, addresses and holidays.
//
// Everything is a pure function over strings and small values; the tables are
// embedded, nothing is read at run time. What a person wrote is never changed
// silently: functions either normalise what cannot be meant otherwise (widths,
// kana script) or hand back a proposal that a person confirms.
package jp
