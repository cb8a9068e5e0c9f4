// Package promise estimates when a visitor's forms will be done: the 目安時刻.
// It is pure; the entry center's list and the simulator call it alike.
//
// The estimate is a fluid one: the work that the dispatch policy puts before
// the visit, shared by the people on duty, then the visit's own longest path.
// How far above that the promise must lie to be kept nine times in ten is not
// assumed but learned from promises that came due, apart for short and long
// visits and for quiet and busy hours.
package promise
