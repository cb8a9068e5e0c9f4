// Package archive writes everything a town hall keeps into one encrypted file
// and reads it back onto either engine. It knows no table: what the schema
// lists is copied, from one snapshot, while everything runs.
//
// The file is age (filippo.io/age) around tar: manifest.json, files/…, rows/…
// (gzip), blobs/…, and at the end end.json with the counts, so that a file that
// was cut off is noticed. Blobs stay encrypted under their applications' keys
// inside.
package archive
