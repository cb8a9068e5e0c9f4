package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The complete values of one good form each; tests change what they look at.
var (
	goodChange = map[string]string{
		"kind": "1", "reason": "domestic_in", "notice_date": "2026-11-22", "move_date": "2026-11-15",
		"new_postal": "999-0001", "new_address": "みほん市さくら町四丁目21番27号", "old_address": "神奈川県横浜市西区みなとみらい三丁目6番1号",
		"new_head": "山﨑　健太郎", "domicile": "みほん市本町1番", "domicile_head": "山﨑　健太郎",
		"person.count":  "2",
		"person.1.kana": "ヤマザキ　ケンタロウ", "person.1.name": "山﨑　健太郎", "person.1.birth": "1986-04-12", "person.1.sex": "1", "person.1.relation": "世帯主",
		"person.2.kana": "ヤマザキ　ミサキ", "person.2.name": "山﨑　美咲", "person.2.birth": "1989-10-03", "person.2.sex": "2", "person.2.relation": "妻",
		"applicant_kind": "2", "applicant_kana": "ヤマザキ　ケンタロウ", "applicant_name": "山﨑　健太郎", "applicant_phone": "090-1234-5678", "signature": "1",
	}
	goodJoin = map[string]string{
		"kind": "1", "reason": "gain_move", "notice_date": "2026-11-22", "change_date": "2026-11-15", "head_name": "山﨑　健太郎",
		"head_address": "みほん市さくら町四丁目21番27号", "previous_kind": "nhi", "person.count": "1",
		"person.1.kana": "ヤマザキ　ケンタロウ", "person.1.name": "山﨑　健太郎", "person.1.birth": "1986-04-12", "person.1.sex": "1", "person.1.relation": "世帯主",
		"applicant_kind": "2", "applicant_name": "山﨑　健太郎", "applicant_phone": "090-1234-5678",
	}
	goodRequest = map[string]string{
		"request_date": "2026-11-24", "requester_name": "山﨑　健太郎", "signature": "1", "requester_birth": "1986-04-12", "requester_phone": "090-1234-5678",
		"requester_address": "みほん市さくら町四丁目21番27号", "requester_relation": "self", "subject_address": "みほん市さくら町四丁目21番27号",
		"subject.count": "1", "subject.1.name": "山﨑　健太郎", "subject.1.birth": "1986-04-12", "certificate_kind": "all", "copies": "1",
	}
	goodMove = map[string]string{
		"kind": "2", "notice_date": "2026-11-22", "move_date": "2026-11-15", "new_postal": "999-0001",
		"new_address": "みほん市さくら町四丁目21番27号", "old_address": "みほん市本町一丁目2番3号", "new_head": "山﨑　健太郎", "person.count": "1",
		"person.1.kana": "ヤマザキ　ケンタロウ", "person.1.name": "山﨑　健太郎", "person.1.birth": "1986-04-12", "person.1.sex": "1", "person.1.relation": "世帯主",
		"applicant_kind": "2", "applicant_kana": "ヤマザキ　ケンタロウ", "applicant_name": "山﨑　健太郎", "applicant_phone": "090-1234-5678", "signature": "1",
	}
	goodClaim = map[string]string{
		"request_date": "2026-11-22", "claim_reason": "1", "event_date": "2026-11-15", "claimant_kana": "ヤマザキ　ケンタロウ", "claimant_name": "山﨑　健太郎",
		"claimant_birth": "1986-04-12", "claimant_phone": "090-1234-5678", "claimant_address": "みほん市さくら町四丁目21番27号", "claimant_pension": "1",
		"child.count": "1", "child.1.name": "山﨑　美咲", "child.1.birth": "2018-10-03", "child.1.relation": "子", "child.1.living": "1", "child.1.custody": "1", "child.1.livelihood": "1",
		"public_account": "1", "signature": "1",
	}
	good = map[string]map[string]string{"resident_change": goodChange, "nhi_change": goodJoin, "certificate_request": goodRequest,
		"address_change": goodMove, "child_allowance": goodClaim}
)

// foreigner makes the second person a foreign resident with everything needed.
var foreigner = map[string]string{
	"person.2.foreign": "1", "person.2.birth": "", "person.2.latin": "TRAN THI MAI", "person.2.birth_western": "1989-10-03", "person.2.nationality": "VNM",
	"person.2.resident_class": "1", "person.2.residence_status": "dependent", "person.2.stay_period": "3年", "person.2.stay_expiry": "2028-05-01", "person.2.card_number": "AB12345678CD",
}

func with(base map[string]string, changes ...map[string]string) map[string]Value {
	m := map[string]Value{}
	for _, c := range append([]map[string]string{base}, changes...) {
		for k, v := range c {
			m[k] = Value{V: v}
			if v == "?" {
				m[k] = Value{M: Unreadable}
			}
		}
	}
	return m
}

func summary(ps []Problem) []string {
	out := []string{}
	for _, p := range ps {
		code := p.Code
		if i := strings.LastIndexByte(code, '.'); i >= 0 {
			code = code[i+1:]
		}
		out = append(out, fmt.Sprintf("%s %s %s", p.Level, code, p.Key))
	}
	return out
}

func TestGoodFormsHaveNoProblems(t *testing.T) {
	t.Parallel()
	for id, values := range good {
		if ps := formOf(t, id).CheckAll(with(values), Context{Today: today}); len(ps) > 0 {
			t.Errorf("%s: %v", id, summary(ps))
		}
	}
	if ps := formOf(t, "resident_change").CheckAll(with(goodChange, foreigner), Context{Today: today}); len(ps) > 0 {
		t.Errorf("foreign resident: %v", summary(ps))
	}
}

type change = map[string]string

func TestChecks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		form    string
		changes []map[string]string
		want    []string
	}{
		{"resident_change", []change{{"kind": "2"}}, []string{"alert not_moving_in kind"}},
		{"resident_change", []change{{"kind": "?"}}, nil},
		{"resident_change", []change{{"kind": ""}}, []string{"error required kind"}},
		{"resident_change", []change{{"move_date": "2026-11-23"}}, []string{"error moved_after_notice move_date"}},
		{"resident_change", []change{{"move_date": "2026-12-01"}}, []string{"error date_future move_date", "error moved_after_notice move_date"}},
		{"resident_change", []change{{"move_date": "2026-11-08"}}, nil}, // exactly 14 days
		{"resident_change", []change{{"move_date": "2026-11-06"}}, []string{"alert late_notice notice_date"}},
		{"resident_change", []change{{"move_date": "2026-11-07"}}, nil}, // its last day is a Saturday, and the Monday after a holiday
		{"resident_change", []change{{"move_date": "?"}}, nil},
		{"resident_change", []change{{"person.2.birth": "2026-11-20", "person.2.relation": "子"}}, []string{"error born_after_move person.2.birth"}},
		{"resident_change", []change{{"person.2.birth": "1905-01-01"}}, []string{"alert very_old person.2.birth"}},
		{"resident_change", []change{{"person.2.birth": "1989-02-29"}}, nil}, // a day that no calendar has
		{"resident_change", []change{{"person.2.relation": "世帯主"}}, []string{"error two_heads person.1.relation", "error two_heads person.2.relation", "alert head_name_differs person.2.name"}},
		{"resident_change", []change{{"person.1.relation": "子"}}, []string{"alert no_head person.count"}},
		{"resident_change", []change{{"person.1.relation": "?"}}, nil},
		{"resident_change", []change{{"new_head": "山崎　健太郎"}}, []string{"alert head_name_differs person.1.name"}},
		{"resident_change", []change{{"person.2.name": "山﨑　健太郎", "person.2.birth": "1986-04-12"}}, []string{"error same_person_twice person.1.name", "error same_person_twice person.2.name"}},
		{"resident_change", []change{{"person.2.name": "?", "person.1.name": "?", "person.2.birth": "1986-04-12"}}, nil},
		{"resident_change", []change{{"new_address": "みほん市みどり町一丁目1番1号"}}, nil}, // the municipality fits
		{"resident_change", []change{{"new_address": "よその市北二丁目1番1号"}}, []string{"alert new_postal_differs new_postal"}},
		{"resident_change", []change{{"old_postal": "999-0001"}}, []string{"alert old_postal_differs old_postal"}},
		{"resident_change", []change{{"old_address": goodChange["new_address"]}}, []string{"alert same_address old_address"}},
		{"resident_change", []change{{"person.1.kana": "ヤマザキケンタロウ"}}, []string{"alert kana_without_space person.1.kana"}},
		{"resident_change", []change{{"person.2.relation": "夫", "person.2.birth": "2010-01-01"}}, []string{"alert young_spouse person.2.relation"}},
		{"resident_change", []change{{"applicant_kind": "4"}}, []string{"error required poa"}},
		{"resident_change", []change{{"applicant_kind": "4", "poa": "2"}}, []string{"alert agent_without_letter poa"}},
		{"resident_change", []change{{"domicile": ""}}, []string{"error required domicile"}},
		{"resident_change", []change{{"sheets": "3", "person.1.care_number": "1234567890"}}, []string{"alert care_without_certificate person.1.care_certificate"}},
		{"resident_change", []change{{"person.1.care_number": "1234567890"}}, nil}, // sheet 3 is not there
		{"resident_change", []change{foreigner, {"person.2.latin": ""}}, []string{"alert foreign_without_latin person.2.latin"}},
		{"resident_change", []change{foreigner, {"person.2.stay_expiry": "2026-11-23"}}, []string{"alert stay_expired person.2.stay_expiry"}},
		{"resident_change", []change{foreigner, {"person.2.birth_western": "2026-11-20", "person.2.relation": "子"}}, []string{"error born_after_move_western person.2.birth_western"}},
		{"resident_change", []change{foreigner, {"person.2.stay_period": "無期限", "person.2.stay_expiry": ""}}, nil},
		{"resident_change", []change{foreigner, {"person.2.resident_class": "2", "person.2.residence_status": "", "person.2.stay_period": "", "person.2.stay_expiry": ""}}, nil},
		{"resident_change", []change{foreigner, {"person.2.nationality": "", "person.2.resident_class": "", "person.2.card_number": "", "person.2.birth_western": ""}},
			[]string{"error required person.2.birth_western", "error required person.2.nationality", "error required person.2.resident_class"}},
		{"resident_change", []change{{"sheets": "2", "person.2.nationality": "VNM"}},
			[]string{"error required person.2.birth_western", "error required person.2.resident_class"}},
		{"resident_change", []change{{"person.count": ""}}, []string{"error required person.count"}},
		{"resident_change", []change{{"sex": "x", "person.1.sex": "7"}}, []string{"error code_unknown person.1.sex"}},

		{"nhi_change", []change{{"kind": "2"}}, []string{"alert not_joining kind"}},
		{"nhi_change", []change{{"change_date": "2026-10-01"}}, []string{"alert late_notice notice_date"}},
		{"nhi_change", []change{{"change_date": "2026-11-23"}}, []string{"error changed_after_notice change_date"}},
		{"nhi_change", []change{{"previous_kind": "employee"}}, []string{"error required previous_end"}},
		{"nhi_change", []change{{"previous_kind": "employee", "previous_end": "2026-11-16"}}, []string{"alert ended_after_change previous_end"}},
		{"nhi_change", []change{{"person.1.birth": "1950-01-01"}}, []string{"alert elderly person.1.birth"}},
		{"nhi_change", []change{{"person.1.birth": "1900-01-01"}}, []string{"alert very_old person.1.birth"}},
		{"nhi_change", []change{{"person.1.birth": "2026-11-20"}}, []string{"error born_after_change person.1.birth"}},
		{"nhi_change", []change{{"reason": "gain_birth"}}, []string{"alert born_long_ago person.1.birth"}},
		{"nhi_change", []change{{"head_name": "山崎　健太郎"}}, []string{"alert head_name_differs person.1.name"}},
		{"nhi_change", []change{{"person.1.kana": "ヤマザキ"}}, []string{"alert kana_without_space person.1.kana"}},
		{"nhi_change", []change{{"person.1.relation": "夫", "person.1.birth": "2010-01-01"}}, []string{"alert young_spouse person.1.relation"}},
		{"nhi_change", []change{{"head_postal": "999-0001", "head_address": "よその市1番"}}, []string{"alert postal_differs head_postal"}},
		{"nhi_change", []change{{"bank": "0001"}}, []string{"error required branch", "error required account_kind", "error required account_number", "error required account_holder"}},
		{"nhi_change", []change{{"person.count": "2", "person.2.kana": "ヤマザキ　ケンタロウ", "person.2.name": "山﨑　健太郎", "person.2.birth": "1986-04-12", "person.2.sex": "1", "person.2.relation": "世帯主"}},
			[]string{"error two_heads person.1.relation", "error two_heads person.2.relation", "error same_person_twice person.1.name", "error same_person_twice person.2.name"}},

		{"certificate_request", []change{{"subject.1.name": "山崎　健太郎"}}, []string{"alert self_not_listed requester_relation"}},
		{"certificate_request", []change{{"requester_relation": "agent"}}, []string{"error required poa"}},
		{"certificate_request", []change{{"requester_relation": "agent", "poa": "2"}}, []string{"alert agent_without_letter poa"}},
		{"certificate_request", []change{{"requester_relation": "agent", "poa": "1", "certificate_items": "number"}}, []string{"alert number_to_agent certificate_items"}},
		{"certificate_request", []change{{"requester_relation": "third"}}, []string{"error required purpose", "error required submit_to"}},
		{"certificate_request", []change{{"requester_relation": "third", "purpose": "契約", "submit_to": "会社", "certificate_items": "relation,code"}}, []string{"error number_to_third certificate_items"}},
		{"certificate_request", []change{{"subject.1.birth": "1900-01-01"}}, []string{"alert very_old subject.1.birth"}},
		{"certificate_request", []change{{"requester_birth": "1900-01-01"}}, []string{"alert requester_very_old requester_birth"}},
		{"certificate_request", []change{{"requester_birth": "2015-01-01"}}, []string{"alert requester_young requester_birth"}},
		{"certificate_request", []change{{"copies": "11"}}, []string{"alert many_copies copies"}},
		{"certificate_request", []change{{"copies": "?"}}, nil},
		{"certificate_request", []change{{"requester_postal": "999-0001", "requester_address": "よその市1番"}}, []string{"alert postal_differs requester_postal"}},
		{"certificate_request", []change{{"subject.count": "2", "subject.2.name": "山﨑　健太郎", "subject.2.birth": "1986-04-12"}},
			[]string{"error same_person_twice subject.1.name", "error same_person_twice subject.2.name"}},

		{"address_change", nil, nil},
		{"address_change", []change{{"kind": "1"}}, []string{"alert not_moving kind"}},
		{"address_change", []change{{"move_date": "2026-11-23"}}, []string{"error moved_after_notice move_date"}},
		{"address_change", []change{{"move_date": "2026-11-06"}}, []string{"alert late_notice notice_date"}},
		{"address_change", []change{{"old_address": "みほん市さくら町四丁目21番27号"}}, []string{"alert same_place new_address"}},
		{"address_change", []change{{"person.1.birth": "2026-11-20"}}, []string{"error born_after_move person.1.birth"}},
		{"address_change", []change{{"person.1.birth": "1900-01-01"}}, []string{"alert very_old person.1.birth"}},
		{"address_change", []change{{"new_head": "山崎　健太郎"}}, []string{"alert head_name_differs person.1.name"}},
		{"address_change", []change{{"new_address": "よその市1番"}}, []string{"alert new_postal_differs new_postal"}},
		{"address_change", []change{{"applicant_kind": "4"}}, []string{"error required poa"}},
		{"address_change", []change{{"person.count": "2", "person.2.kana": "ヤマザキ　ケンタロウ", "person.2.name": "山﨑　健太郎", "person.2.birth": "1986-04-12", "person.2.sex": "1", "person.2.relation": "世帯主"}},
			[]string{"error two_heads person.1.relation", "error two_heads person.2.relation", "error same_person_twice person.1.name", "error same_person_twice person.2.name"}},

		{"child_allowance", nil, nil},
		{"child_allowance", []change{{"event_date": "2026-11-23"}}, []string{"alert event_after_request event_date"}},
		{"child_allowance", []change{{"event_date": "2026-11-05"}}, []string{"alert late_claim request_date"}},
		{"child_allowance", []change{{"claimant_pension": "3"}}, []string{"alert civil_servant claimant_pension"}},
		{"child_allowance", []change{{"spouse_name": "山﨑　恵"}}, []string{"error required spouse_income"}},
		{"child_allowance", []change{{"spouse_name": "山﨑　恵", "spouse_income": "2"}}, []string{"alert spouse_earns_more spouse_income"}},
		{"child_allowance", []change{{"public_account": ""}}, []string{"alert no_account bank"}},
		{"child_allowance", []change{{"bank": "0000", "branch": "123", "account_kind": "1", "account_number": "1234567", "account_holder": "ヤマザキ　ケンタロウ"}}, []string{"alert two_accounts public_account"}},
		{"child_allowance", []change{{"child.1.birth": "2005-01-01"}}, []string{"alert child_grown child.1.birth"}},
		{"child_allowance", []change{{"child.1.birth": "2026-11-23"}}, []string{"error born_after_request child.1.birth"}},
		{"child_allowance", []change{{"child.1.custody": "2"}}, []string{"alert no_custody child.1.custody"}},
		{"child_allowance", []change{{"claimant_postal": "999-0001", "claimant_address": "よその市1番"}}, []string{"alert postal_differs claimant_postal"}},
		{"child_allowance", []change{{"child.count": "2", "child.2.name": "山﨑　美咲", "child.2.birth": "2018-10-03", "child.2.relation": "子", "child.2.living": "1", "child.2.custody": "1", "child.2.livelihood": "1"}},
			[]string{"error same_child_twice child.1.name", "error same_child_twice child.2.name"}},
	}
	tried := map[string]bool{}
	for _, tt := range tests {
		ps := formOf(t, tt.form).CheckAll(with(good[tt.form], tt.changes...), Context{Today: today})
		got := summary(ps)
		if tt.want == nil {
			tt.want = []string{}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s %v:\n got %v\nwant %v", tt.form, tt.changes, got, tt.want)
		}
		for _, p := range ps {
			tried[p.Code] = true
		}
	}
	for _, f := range defaults(t).Forms() {
		for _, c := range f.Checks {
			if !tried["check."+f.ID+"."+c.ID] {
				t.Errorf("%s check %s is never seen to fire", f.ID, c.ID)
			}
		}
	}
}

func TestCheckTextNamesThePerson(t *testing.T) {
	t.Parallel()
	ps := formOf(t, "resident_change").CheckAll(with(goodChange, change{"person.2.birth": "1905-01-01"}), Context{Today: today})
	if len(ps) != 1 || !strings.HasPrefix(ps[0].Text.JA, "2人目：") || !strings.HasPrefix(ps[0].Text.EN, "Person 2:") || ps[0].Args["n"] != 2 {
		t.Errorf("%+v", ps)
	}
}

// TestEmptyForms: nothing keyed is a list of what is missing, never a crash.
func TestEmptyForms(t *testing.T) {
	t.Parallel()
	for _, f := range defaults(t).Forms() {
		for _, p := range f.CheckAll(nil, Context{}) {
			if p.Code != "required" {
				t.Errorf("%s: empty form says %s at %s", f.ID, p.Code, p.Key)
			}
		}
		unreadable := map[string]Value{}
		for _, it := range f.AllItems() {
			unreadable[it.Key] = Value{M: Unreadable}
		}
		if ps := f.CheckAll(unreadable, Context{Today: today}); len(ps) > 0 {
			t.Errorf("%s: an unreadable form has problems %v", f.ID, summary(ps))
		}
	}
}

// TestCheckAllLeavesValuesAlone guards the callers' map.
func TestCheckAllLeavesValuesAlone(t *testing.T) {
	t.Parallel()
	values := with(goodChange)
	before := maps.Clone(values)
	formOf(t, "resident_change").CheckAll(values, Context{Today: today})
	if !maps.Equal(before, values) {
		t.Error("CheckAll changed the values")
	}
}
