// Package visit is the reception: a visitor's errands as one visit with one
// application per procedure, and the application's state machine.
//
// It owns the tables visit_number, visit, visit_late, visit_missed, visit_read,
// application, application_secret, keeping, notice, remark, seat_pause and
// unanswered. It never looks into what was keyed, and it never decides who may
// work on an application: other rooms move applications only through
// [Service.Move], inside their own change.
package visit
