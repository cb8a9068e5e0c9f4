// Package staff knows the people who work with the product: who they are, what
// they may do, and who is signed in where.
//
// It owns the tables staff, staff_grant, session, sign_in_failure,
// setup_code and second_factor. Passwords, session tokens and setup codes leave it only as the
// answer to the person they belong to; at rest there are hashes only, and
// events and errors never carry them.
package staff
