package desk

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/verify"
)

// VerifyView is the verification screen, the same for everybody in the room
// but for who "me" is.
type VerifyView struct {
	Task        Task        `json:"task"`
	Application Application `json:"application"`
	Sections    []Section   `json:"sections"`
	Pages       []Page      `json:"pages"`
	Me          string      `json:"me"`
	Rows        []Row       `json:"rows"`
	People      []Person    `json:"people"`
	Left        int         `json:"left"` // fields that still need somebody's yes
}

// Row is one field to confirm.
type Row struct {
	Key       string         `json:"key"`
	Section   string         `json:"section"`
	Name      string         `json:"name"`
	Type      string         `json:"type"`
	Dangerous bool           `json:"dangerous"`
	Codes     []Code         `json:"codes"`
	Region    Region         `json:"region"`
	Value     string         `json:"value"`
	Typed     string         `json:"typed" doc:"What one types to get the value"`
	Shown     string         `json:"shown"`
	Written   string         `json:"written"`
	Mark      string         `json:"mark"`
	Version   int            `json:"version"`
	Need      int            `json:"need"`
	Done      bool           `json:"done"`
	Confirmed []Confirmation `json:"confirmed"`
	ChangedBy string         `json:"changed_by"` // who corrected it here; never who keyed it
	Asked     bool           `json:"asked"`
}

// Confirmation is one person's yes.
type Confirmation struct {
	Staff string    `json:"staff"`
	Name  string    `json:"name"`
	At    time.Time `json:"at"`
}

// Person is somebody in the room.
type Person struct {
	Staff      string `json:"staff"`
	Name       string `json:"name"`
	OfficeName string `json:"office_name"`
	Field      string `json:"field"` // what they look at
	Me         bool   `json:"me"`
}

func (d *Desk) verify(ctx context.Context, actor kernel.Actor, r verify.Room, f For) (VerifyView, error) {
	v := VerifyView{Task: taskOf(r.Work), Sections: sections(r.Parts, f.Lang), Me: actor.ID, Rows: make([]Row, len(r.Rows)),
		People: make([]Person, len(r.People)), Left: r.Left}
	names, err := d.hall.Staff.Names(ctx, f.Lang)
	if err != nil {
		return v, err
	}
	for i, row := range r.Rows {
		v.Rows[i] = rowOf(r, row, names, f.Lang)
	}
	for i, p := range r.People {
		where, err := d.place(ctx, p.Office, f.Lang)
		if err != nil {
			return v, err
		}
		v.People[i] = Person{Staff: p.Staff, Name: p.Name, OfficeName: where, Field: p.Field, Me: p.Staff == actor.ID}
	}
	if v.Application, err = d.application(ctx, r.Work, f); err != nil {
		return v, err
	}
	v.Pages, err = d.pages(ctx, r.Application.ID, r.Work, f)
	return v, err
}

func rowOf(r verify.Room, row verify.Row, names map[string]string, lang string) Row {
	out := Row{Key: row.Key, Section: row.Section, Name: row.Name.In(lang), Type: row.Type, Dangerous: row.Dangerous,
		Codes: codes(row.Codes, lang), Region: region(row.Region), Value: row.Value.V,
		Shown: r.Sheet.Display(row.Key, row.Value.Value, lang), Written: row.Value.W, Mark: row.Value.M, Version: row.Value.Version,
		Need: row.Need, Done: row.Done(), Confirmed: make([]Confirmation, len(row.Confirmed)), ChangedBy: row.Value.Staff, Asked: row.Asked}
	if out.Typed = row.Value.V; !r.Sheet.Core {
		out.Typed = r.Sheet.Form.Retype(row.Key, row.Value.Value)
	}
	for i, c := range row.Confirmed {
		out.Confirmed[i] = Confirmation{Staff: c.Staff, Name: names[c.Staff], At: c.At}
	}
	return out
}
