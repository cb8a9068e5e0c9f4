// Package sample makes synthetic visitors: people who do not exist, the forms
// they would hand in, and pictures of those forms as a scanner would deliver
// them. Demonstrations, load tests and end-to-end tests use it, so that no real
// person's data is ever needed.
//
// Everything follows from a seed. Numbers that would belong to somebody are
// taken from ranges that are never given out: telephone numbers whose exchange
// begins with 0, Individual Numbers with a wrong check digit, the fictitious
// みほん市 as the place people move to.
package sample
