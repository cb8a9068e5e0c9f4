// Package closing ends a counter's day (一日の締め): what is still open, what is
// in keeping, whether every scanned sheet has its original, and what goes over
// to tomorrow, per place; and it knows where each paper original is.
//
// It owns the tables original and day_close. It changes no visit: closing a
// day records what was found, and who took it over.
package closing
