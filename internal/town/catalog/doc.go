// Package catalog is the room of the municipality's procedures and paper
// forms. Both are data: YAML files in data/, which a city may add to or
// replace by id, checked as a whole when they are loaded, so that a mistake is
// told with its file, line and field before anybody works with it.
//
// The room owns what a form asks, in which order it is keyed, where each field
// lies on the A4 sheet, how a typed value is made canonical, and which checks
// a filled form must pass. It holds no visitor's value and no state, and it
// never decides whether somebody is entitled to anything.
package catalog
