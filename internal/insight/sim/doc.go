// Package sim plays days of an entry center in memory: visitors, forms, people
// and the same dispatch policies that order the real list. It knows no
// database and no clock; a day is decided by its seed.
package sim
