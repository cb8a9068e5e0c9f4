package web

import (
	"cmp"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// leaveWork takes this person away for a while; what they hold goes back.
func (s *Server) leaveWork(q *req) error {
	return q.homeUnless(s.Duty.Leave(q.command(1), q.who, q.form("why")), "/center")
}

// backToWork brings this person back.
func (s *Server) backToWork(q *req) error {
	return q.homeUnless(s.Duty.Back(q.command(1), q.who), "/center")
}

// help has this person support a lane, and leads to its work.
func (s *Server) help(q *req) error {
	lane := q.path("lane")
	return q.homeUnless(s.Duty.Help(q.command(1), q.who, lane), "/"+lane)
}

// endHelp ends this person's support.
func (s *Server) endHelp(q *req) error {
	return q.homeUnless(s.Duty.EndHelp(q.command(1), q.who), "/center")
}

// movePerson sets a person to a lane.
func (s *Server) movePerson(q *req) error {
	return q.homeUnless(s.Duty.Move(q.command(1), q.who, q.path("person"), q.count("version"), q.form("lane")), "/center")
}

// setSkills sets the procedures a person is given.
func (s *Server) setSkills(q *req) error {
	return q.homeUnless(s.Duty.SetSkills(q.command(1), q.who, q.path("person"), q.count("version"), q.list("procedure")), "/center")
}

// setCapacity says when a lane is short of people.
func (s *Server) setCapacity(q *req) error {
	var n [2]int
	for i, name := range []string{"people", "waiting"} {
		var err error
		if n[i], err = strconv.Atoi(cmp.Or(q.form(name), "0")); err != nil {
			return kernel.E(kernel.Invalid, "capacity_invalid").On(name)
		}
	}
	return q.homeUnless(s.Duty.SetCapacity(q.command(1), q.who, q.path("lane"), q.count("version"), n[0], n[1]), "/center")
}

// callSupport opens or closes the call for support.
func (s *Server) callSupport(q *req) error {
	return q.homeUnless(s.Duty.Call(q.command(1), q.who, q.path("lane"), q.form("open") == "1"), "/center")
}
