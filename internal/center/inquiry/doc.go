// Package inquiry is the question between the entry center and the counter
// while the visitor is still there (問合せ).
//
// It owns the table inquiry. The task stays with whoever asked, so that the
// answer comes back to the same person at the same field.
package inquiry
