// Package dispatch says which waiting task is next, and why. It is pure: the
// entry center's list (internal/center/request) and the simulator
// (internal/insight/sim) order their tasks by this same code.
//
// A policy is data. Every rule it can express is a linear form of what is known
// about a task, so that its order does not change while the tasks wait: an
// index on one stored number per class keeps claims cheap however many wait.
package dispatch
