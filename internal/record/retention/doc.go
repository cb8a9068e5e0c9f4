// Package retention ends what visitors wrote: when the time that the form's
// rule gives is over (保存年限, counted from its 起算日), nobody holds it and two
// people have agreed, an application's rows, its images and its secret are
// destroyed. What stays is the skeleton (that there was an application, its
// states and times) and the journal, whose commitments nobody can read without
// the secret, so every seal stays valid.
//
// It owns the tables erasure, retention_hold and erased. Erasing is the one act
// that goes through the tables of other rooms: it reads the schema and deletes
// whatever belongs to the application unless it is listed as skeleton, so that
// a room that forgets about erasure cannot leave values behind.
package retention
