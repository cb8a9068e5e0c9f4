// Package blob keeps page images and documents: encrypted under the key of
// the application they belong to, addressed by the SHA-256 of the ciphertext,
// and durable before an upload is acknowledged.
//
// There are two halves. A [Store] moves opaque bytes and knows no keys; the
// keys ([Keys], [Secret]) turn plain bytes into stored ones and back. The
// master key lives outside the database; each application's own secret is kept
// in the database only wrapped under it. Destroying the wrapped secret makes
// every image, document and commitment of that application unreadable for
// good, in backups too.
package blob
