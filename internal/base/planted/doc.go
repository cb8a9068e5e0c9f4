// Package planted holds bugs that the fault suite plants on purpose, each by a
// build tag, to prove that it would find them. In every ordinary build all of
// them are constants that are false, and the compiler leaves nothing of them.
package planted
