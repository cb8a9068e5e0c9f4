// Package entry is keying: drafts saved per field, values with their history,
// the blind second entry, its comparison and the adjudication.
//
// It owns the tables draft, field_value, field_history, mismatch, entry_keying
// and form_rest. What a
// value must look like is the catalogue's knowledge, never this room's.
package entry
