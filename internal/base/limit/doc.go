// Package limit keeps one client's haste from becoming everybody's wait: rates
// by key, and a budget of bytes that are held in memory at once. It knows no
// request; the faces ask it.
package limit
