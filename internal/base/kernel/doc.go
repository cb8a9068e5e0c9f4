// Package kernel holds the few things every room needs and no room owns:
// identifiers, the clock, the business day and the one error type. It knows
// nothing about towns, forms or databases.
package kernel
