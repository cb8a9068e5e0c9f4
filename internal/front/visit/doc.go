// Package visit is the reception: a visitor's errands as one visit with one
// application per procedure, and the application's state machine.
//
// It owns the tables visit_number, visit, application, application_secret and
// remark. It never looks into what was keyed, and it never decides who may
// work on an application: other rooms move applications only through
// [Service.Move], inside their own change.
package visit
