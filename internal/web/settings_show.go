package web

import (
	"strconv"

	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

type settingsData struct {
	Tabs []tab
	office.Settings
	City string
	Idle string
}

// settingsPage shows what the town decided about the product as a whole.
func (s *Server) settingsPage(q *req) error {
	if err := staff.Require(q.who, staff.Administer, staff.Everywhere); err != nil {
		return err
	}
	set, err := s.Offices.Settings(q.ctx())
	if err != nil {
		return err
	}
	return q.render("settings", q.t("admin.tab.settings"), settingsData{Tabs: q.adminTabs(), Settings: set, City: s.city, Idle: strconv.Itoa(set.IdleMinutes)})
}

// setSettings changes it.
func (s *Server) setSettings(q *req) error {
	idle, err := q.number("idle", 0, 240)
	if err != nil {
		return err
	}
	return q.homeUnless(s.Offices.SetSettings(q.command(1), q.who, office.Settings{Product: q.form("product"), IdleMinutes: idle}), "/admin/settings")
}
