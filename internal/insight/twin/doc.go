// Package twin is the simulated town hall: a sample city with its places and
// people, and colleagues who work its day through the real rooms, exactly as
// people at the screens do. It owns no table and never runs SQL; what it does
// is in the journal under the names of its people.
//
// The colleagues can read only sheets they know (the committed samples and
// what they were told with [Twin.Learn]); any other sheet they give back to its
// counter instead of inventing values.
package twin
