package twin

import (
	"fmt"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Name is the sample city's name on papers.
const Name = "みほん市"

// Kind is what sort of day the city lives.
type Kind string

// The days of the city.
const (
	Ordinary Kind = "ordinary" // 令和8年11月24日（火）
	Peak     Kind = "peak"     // 令和9年3月29日（月）, the last Monday of March, when everybody moves
)

// Start is when the living day begins for people.
func (k Kind) Start() time.Time {
	if k == Peak {
		return time.Date(2027, 3, 29, 10, 0, 0, 0, kernel.Tokyo)
	}
	return time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo)
}

// Busy multiplies the visitors of an hour.
func (k Kind) Busy() float64 {
	if k == Peak {
		return 2.4
	}
	return 1
}

// Morning is how much of the day [Seed] plays before it returns. A clock that
// starts at a day's Start less Morning shows Start when people come.
const Morning = 30 * time.Minute

// City is the sample city as seeded.
type City struct {
	Name  string
	Free  []Place // seats that people are invited to first, in the order of the main flow
	Staff []Place // everybody, those of Free included; every seat can be taken, people without one have Seat ""
}

// Place is a person of the city and where that person sits.
type Place struct {
	Seat     string // id of the seat
	Office   string // id of the office
	Staff    string // id of the person
	Login    string
	Name     string
	NameEN   string
	Role     string       // staff.RoleClerk …
	RoleText catalog.Text // the role in words
}

// member is one person before the hall knows them.
type member struct {
	login, name, english, role, seat string
	at                               []string // offices of the role
	contracted, free                 bool
}

var members = []member{
	{login: "tamura", name: "田村 葉子", english: "Yoko Tamura", role: staff.RoleClerk, seat: "chuo-1", at: []string{"chuo"}, free: true},
	{login: "sasaki", name: "佐々木 翔", english: "Sho Sasaki", role: staff.RoleKeyer, seat: "center-1", at: []string{"center"}, free: true},
	{login: "yoshida", name: "吉田 真紀", english: "Maki Yoshida", role: staff.RoleVerifier, seat: "center-2", at: []string{"center"}, free: true},
	{login: "hara", name: "原 直人", english: "Naoto Hara", role: staff.RoleVerifier, seat: "remote-1", at: []string{"remote"}, free: true},
	{login: "kobayashi", name: "小林 健", english: "Ken Kobayashi", role: staff.RoleClerk, seat: "chuo-2", at: []string{"chuo"}},
	{login: "fujii", name: "藤井 真由美", english: "Mayumi Fujii", role: staff.RoleClerk, seat: "chuo-3", at: []string{"chuo"}},
	{login: "ono", name: "大野 誠", english: "Makoto Ono", role: staff.RoleClerk, seat: "chuo-4", at: []string{"chuo"}},
	{login: "miura", name: "三浦 香織", english: "Kaori Miura", role: staff.RoleClerk, seat: "kita-1", at: []string{"kita"}},
	{login: "ishikawa", name: "石川 拓也", english: "Takuya Ishikawa", role: staff.RoleClerk, seat: "kita-2", at: []string{"kita"}},
	{login: "hamada", name: "浜田 由紀", english: "Yuki Hamada", role: staff.RoleClerk, seat: "minato-1", at: []string{"minato"}},
	{login: "nakamura", name: "中村 恵", english: "Megumi Nakamura", role: staff.RoleKeyer, seat: "center-3", at: []string{"center"}, contracted: true},
	{login: "aoki", name: "青木 大輔", english: "Daisuke Aoki", role: staff.RoleKeyer, seat: "center-4", at: []string{"center"}, contracted: true},
	{login: "okamoto", name: "岡本 彩", english: "Aya Okamoto", role: staff.RoleKeyer, seat: "center-5", at: []string{"center"}, contracted: true},
	{login: "kondo", name: "近藤 勉", english: "Tsutomu Kondo", role: staff.RoleKeyer, seat: "remote-3", at: []string{"remote"}, contracted: true},
	{login: "okada", name: "岡田 千尋", english: "Chihiro Okada", role: staff.RoleClerk, seat: "kita-3", at: []string{"kita"}},
	{login: "nishimura", name: "西村 陽介", english: "Yosuke Nishimura", role: staff.RoleClerk, seat: "minato-2", at: []string{"minato"}},
	{login: "ueda", name: "上田 美穂", english: "Miho Ueda", role: staff.RoleVerifier, seat: "remote-2", at: []string{"remote"}},
	{login: "hasegawa", name: "長谷川 修", english: "Osamu Hasegawa", role: staff.RoleLead, seat: "center-8", at: []string{"center"}, free: true},
	{login: "mori", name: "森 さくら", english: "Sakura Mori", role: staff.RoleFloor, at: []string{"chuo", "kita", "minato"}},
	{login: "yamaguchi", name: "山口 隆", english: "Takashi Yamaguchi", role: staff.RoleManager, at: []string{staff.Everywhere}},
	{login: "saito", name: "斎藤 学", english: "Manabu Saito", role: staff.RoleAdmin, at: []string{staff.Everywhere}},
	{login: "watanabe", name: "渡辺 節子", english: "Setsuko Watanabe", role: staff.RoleAuditor, at: []string{staff.Everywhere}},
}

var roleTexts = map[string]catalog.Text{
	staff.RoleClerk:    {JA: "窓口職員", EN: "Counter clerk"},
	staff.RoleFloor:    {JA: "フロアマネージャー", EN: "Floor manager"},
	staff.RoleKeyer:    {JA: "入力担当", EN: "Keyer"},
	staff.RoleVerifier: {JA: "入力確認担当", EN: "Verifier"},
	staff.RoleLead:     {JA: "センター責任者", EN: "Center lead"},
	staff.RoleManager:  {JA: "管理職", EN: "Manager"},
	staff.RoleAdmin:    {JA: "システム管理者", EN: "Administrator"},
	staff.RoleAuditor:  {JA: "監査", EN: "Auditor"},
}

// site is an office with how many numbered seats it has and how many visitors
// come in an ordinary hour.
type site struct {
	office.Office
	kind         string
	seats        int
	seat, seatEN string // "{n}番窓口"
	arrivals     float64
}

var sites = []site{
	{office.Office{ID: "chuo", Kind: office.Area, Name: "みほん中央支所", NameEN: "Mihon Chuo Area Office", Mark: "みほん中央", Position: 1},
		office.Counter, 4, "%d番窓口", "Counter %d", 20},
	{office.Office{ID: "kita", Kind: office.Area, Name: "みほん北支所", NameEN: "Mihon Kita Area Office", Mark: "みほん北", Position: 2},
		office.Counter, 3, "%d番窓口", "Counter %d", 13},
	{office.Office{ID: "minato", Kind: office.Branch, Name: "みほん港出張所", NameEN: "Mihon Minato Branch Office", Mark: "みほん港", Position: 3},
		office.Counter, 2, "%d番窓口", "Counter %d", 7},
	{office.Office{ID: "center", Kind: office.Center, Name: "集中入力センター", NameEN: "Entry Center", Position: 4},
		office.Desk, 8, "入力席%d", "Desk %d", 0},
	{office.Office{ID: "remote", Kind: office.Remote, Name: "遠隔執務室", NameEN: "Remote Room", Position: 5},
		office.Desk, 4, "遠隔席%d", "Remote desk %d", 0},
}

func (s site) places() []office.Seat {
	out := make([]office.Seat, s.seats)
	for i := range out {
		n := i + 1
		out[i] = office.Seat{ID: fmt.Sprintf("%s-%d", s.ID, n), Kind: s.kind, Name: fmt.Sprintf(s.seat, n), NameEN: fmt.Sprintf(s.seatEN, n), Position: n}
	}
	return out
}

// since is the business day from which the city's rollout rules hold.
const since = "2026-10-01"

// coreSite is the office that keys one procedure straight into the core.
const coreSite = "kita"
