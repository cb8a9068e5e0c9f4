// Package seal makes the journal provable. Batches of events become the
// leaves of a Merkle tree (RFC 6962); its root, the numbers of the events and
// the hash of the seal before it are signed with a key that no database holds.
// Whoever changes, removes, inserts or reorders a sealed event, or cuts the
// chain, is found by [Service.Verify], which names the event; [Service.Prove]
// writes what an auditor can check without the database ([Proof.Check]).
//
// It owns the table seal. It never reads a value that a visitor wrote: events
// hold commitments, so seals stay valid when values are erased.
package seal
