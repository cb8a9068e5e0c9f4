// Package rekey keys some delivered fields again, blind, to know how many
// errors are left (抜き取り再入力). It draws the fields of what was completed,
// puts them on the center's list as small tasks that nothing tells from others,
// for people who had no hand in the form, has a third person settle what
// differs, and counts by month, form and field what was found. A found error is
// the counter's to put right: a delivered value is never changed here.
//
// It owns the tables rekey_policy, rekey_field, rekey_known and
// rekey_sum.
package rekey
