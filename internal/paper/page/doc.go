// Package page takes scanned pages in, checks and straightens them, keeps them
// encrypted and bound to their application by kind.
//
// It owns the tables page, number_use and number_read. The original bytes are kept as they came and are
// never shown; people see the derived view, on which the numbers that are not
// keyed are blacked out.
package page
