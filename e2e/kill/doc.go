// Package kill proves that nothing acknowledged is lost when the program is
// killed (SIGKILL) in the middle of its work: clients keep their own log of
// what they were answered, the program is killed and started again over the
// same data at many moments, and a checker that reads the stored data by its
// own statements compares after each start.
package kill
