// Package desk builds what the two working stations, entry and verification,
// show: the same views for pages in a browser and for the JSON API. It asks
// the rooms, puts their answers into the words of a language and decides
// nothing.
//
// Who keyed a value is never part of a view.
package desk
