// Package document draws the papers that the counter hands over: the reception
// slip (受付票), the confirmation of what was entered (届出内容確認書) and the
// transcription sheet (転記票). It owns their look only. Every text on paper,
// labels included, comes from the caller; it never reads a record, and it never
// draws a certificate.
package document
