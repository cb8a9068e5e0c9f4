// Package planted holds bugs that the fault suite plants on purpose, one in a
// program, to prove that it would find them. They need the build tag planted; in
// every ordinary build all of them are constants that are false, and the
// compiler leaves nothing of them.
package planted
