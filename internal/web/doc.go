// Package web is the face for people: pages, forms and the event stream of
// the browser. It knows HTTP and nothing of SQL: every act is a use case of a
// room, and every answer is a page, a redirect or the JSON of a working
// station.
//
// All routes stand in routes.go; every action has a file of its own, named
// <room>_<action>.go. A person's window is bound to a seat by its path
// (/s/{seat}/…) and by a cookie limited to that path, so that several windows
// of one browser are different people and stay so.
package web
