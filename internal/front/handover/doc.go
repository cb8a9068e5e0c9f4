// Package handover is the end of the counter's work: the registration in the
// core is recorded, the content is checked, papers are made and printed, and
// everything is handed over.
//
// It owns the tables document, handed_over and output. It prints only the office's own papers, never
// certificates.
package handover
