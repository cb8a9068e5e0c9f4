// Package quality estimates how many wrong values are left when a form has
// been keyed, compared and decided: what a way of keying must leave by its
// people's error rates, and what it did leave by blind re-keyed samples, with
// an interval. It is pure.
package quality
