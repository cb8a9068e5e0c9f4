package main

import (
	"context"
	"fmt"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// password opens every account of the town.
const password = "みほん-窓口-2026"

type place struct {
	office.Office
	seats  string // kind of its seats
	name   string // of the n-th seat
	nameEN string
	count  int
	way    string // how its forms are keyed, "" where nobody comes with forms
}

// places: one area office that types into the program, one that types straight
// into the core, the entry center and a room far away.
var places = []place{
	{office.Office{ID: "chuo", Kind: office.Area, Name: "みほん中央支所", NameEN: "Mihon Chuo", Mark: "みほん中央", Position: 1}, office.Counter, "%d番窓口", "Counter %d", 4, office.Here},
	{office.Office{ID: "kita", Kind: office.Area, Name: "みほん北支所", NameEN: "Mihon Kita", Mark: "みほん北", Position: 2}, office.Counter, "%d番窓口", "Counter %d", 1, office.Core},
	{office.Office{ID: "center", Kind: office.Center, Name: "集中入力センター", NameEN: "Entry Center", Position: 3}, office.Desk, "入力席%d", "Desk %d", 4, ""},
	{office.Office{ID: "remote", Kind: office.Remote, Name: "遠隔執務室", NameEN: "Remote Room", Position: 4}, office.Desk, "席%d", "Desk %d", 2, ""},
}

func found(ctx context.Context, h *hall.Hall) error {
	for _, p := range places {
		var seats []office.Seat
		for n := 1; n <= p.count; n++ {
			seats = append(seats, office.Seat{ID: fmt.Sprintf("%s-%d", p.ID, n), Office: p.ID, Kind: p.seats,
				Name: fmt.Sprintf(p.name, n), NameEN: fmt.Sprintf(p.nameEN, n), Position: n})
		}
		if err := h.Offices.Add(ctx, kernel.SystemActor, p.Office, seats); err != nil {
			return err
		}
		if p.way == "" {
			continue
		}
		for _, proc := range h.Catalog.Procedures() {
			rule := office.Rollout{Office: p.ID, Procedure: proc.ID, Mode: office.On, Way: p.way, Since: "2020-01-01"}
			if err := h.Offices.SetRollout(ctx, kernel.SystemActor, rule); err != nil {
				return err
			}
		}
	}
	return nil
}

type worker struct{ seat, login, name, nameEN, role, office string }

var workers = []worker{
	{"chuo-1", "tamura", "田村 由美", "Yumi Tamura", staff.RoleClerk, "chuo"},
	{"chuo-2", "ogawa", "小川 誠", "Makoto Ogawa", staff.RoleClerk, "chuo"},
	{"chuo-3", "mori", "森 さくら", "Sakura Mori", staff.RoleClerk, "chuo"},
	{"chuo-4", "hayashi", "林 健二", "Kenji Hayashi", staff.RoleClerk, "chuo"},
	{"kita-1", "kimura", "木村 直子", "Naoko Kimura", staff.RoleClerk, "kita"},
	{"center-1", "tanaka", "田中 恵", "Megumi Tanaka", staff.RoleKeyer, "center"},
	{"center-2", "kobayashi", "小林 大輔", "Daisuke Kobayashi", staff.RoleVerifier, "center"},
	{"center-3", "ishida", "石田 涼", "Ryo Ishida", staff.RoleKeyer, "center"},
	{"center-4", "hasegawa", "長谷川 修", "Osamu Hasegawa", staff.RoleLead, "center"},
	{"remote-1", "suzuki", "鈴木 彩", "Aya Suzuki", staff.RoleVerifier, "center"},
	{"remote-2", "fujii", "藤井 望", "Nozomi Fujii", staff.RoleVerifier, "center"},
}

// hire adds a person; those of the center may both key and verify, and the
// program sees to it that they never verify what they keyed.
func hire(ctx context.Context, h *hall.Hall, w worker) error {
	grants := []kernel.Grant{{Role: w.role, Office: w.office}}
	if w.office == "center" && w.role != staff.RoleLead {
		grants = []kernel.Grant{{Role: staff.RoleKeyer, Office: w.office}, {Role: staff.RoleVerifier, Office: w.office}}
	}
	if w.seat == "chuo-3" || w.seat == "chuo-4" { // the named staff of protected persons
		grants = append(grants, kernel.Grant{Role: staff.RoleGuardian, Office: w.office})
	}
	_, err := h.Staff.Add(ctx, kernel.SystemActor, staff.NewPerson{Login: w.login, Name: w.name, NameEN: w.nameEN, Password: password, Grants: grants})
	return err
}
