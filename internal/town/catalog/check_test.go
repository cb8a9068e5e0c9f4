package catalog

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// today is a Tuesday.
var today = time.Date(2026, 11, 24, 9, 30, 0, 0, time.FixedZone("JST", 9*3600))

func at(m map[string]Value) Context {
	return Context{Today: today, Get: func(k string) Value { return m[k] }}
}

func TestCheckOneField(t *testing.T) {
	t.Parallel()
	tests := []struct {
		form, key, typed  string
		value, echo, code string // code: "" no problem
		level             string
	}{
		{"resident_change", "notice_date", "R8.11.22", "2026-11-22", "令和8年11月22日（日）", "", ""},
		{"resident_change", "notice_date", ".", "2026-11-24", "令和8年11月24日（火）", "", ""},
		{"resident_change", "move_date", "R8.11.25", "", "", "date_future", LevelError},
		{"resident_change", "person.1.birth", "S61.4.12", "1986-04-12", "昭和61年4月12日", "", ""},
		{"resident_change", "person.2.birth_western", "1990-04-12", "1990-04-12", "1990年4月12日", "", ""},
		{"resident_change", "person.1.stay_expiry", "2031-05-01", "2031-05-01", "2031年5月1日", "", ""},
		{"resident_change", "kind", "1", "1", "転入", "", ""},
		{"resident_change", "kind", "転居", "2", "転居", "", ""},
		{"resident_change", "kind", "７", "", "", "code_unknown", LevelError},
		{"resident_change", "reason", "2", "abroad_in", "国外転入等", "", ""},
		{"resident_change", "reason", "死亡", "", "", "code_unknown", LevelError},
		{"resident_change", "sheets", "32", "2,3", "2枚目、3枚目", "", ""},
		{"resident_change", "sheets", "2,9", "", "", "code_unknown", LevelError},
		{"resident_change", "new_postal", "9990001", "999-0001", "みほん県みほん市さくら町", "", ""},
		{"resident_change", "new_address", "さくら町四丁目21番27号", "さくら町四丁目21番27号", "", "", ""},
		{"resident_change", "new_address", "さくら町4丁目21-27", "さくら町四丁目21番27号", "", "address_proposal", LevelAsk},
		{"resident_change", "person.1.kana", "やまざき けんたろう", "ヤマザキ　ケンタロウ", "ヤマザキ　ケンタロウ", "", ""},
		{"resident_change", "person.1.kana", "山崎", "", "", "kana_only", LevelError},
		{"resident_change", "person.1.name", " 山﨑  健太郎 ", "山﨑　健太郎", "", "", ""},
		{"resident_change", "person.1.name", "𠮷田　葛󠄀", "𠮷田　葛󠄀", "", "", ""},
		{"resident_change", "person.1.latin", "NGUYEN  VAN AN", "NGUYEN VAN AN", "", "", ""},
		{"resident_change", "person.1.relation", "妻", "妻", "", "", ""},
		{"resident_change", "person.1.relation", "本人", "世帯主", "", "relation_proposal", LevelAsk},
		{"resident_change", "person.1.relation", "ともだち", "", "", "relationship_unknown", LevelError},
		{"resident_change", "person.1.sex", "女", "2", "女", "", ""},
		{"resident_change", "person.1.foreign", "レ", "1", "", "", ""},
		{"resident_change", "person.1.foreign", "0", "", "", "", ""},
		{"resident_change", "person.1.foreign", "？", "", "", "mark_value", LevelError},
		{"resident_change", "person.1.nationality", "ベトナム", "VNM", "ベトナム", "", ""},
		{"resident_change", "person.1.nationality", "vietnam", "VNM", "ベトナム", "", ""},
		{"resident_change", "person.count", "３人", "3", "", "", ""},
		{"resident_change", "person.count", "6", "", "", "number_range", LevelError},
		{"resident_change", "person.count", "0", "", "", "number_range", LevelError},
		{"resident_change", "applicant_phone", "０９０１２３４５６７８", "090-1234-5678", "", "", ""},
		{"resident_change", "applicant_phone", "12345", "12345", "", "phone_unusual", LevelAlert},
		{"resident_change", "person.1.my_number", "123456789018", "123456789018", "", "", ""},
		{"resident_change", "person.1.my_number", "123456789019", "", "", "my_number_check", LevelError},
		{"resident_change", "person.1.resident_code", "24727059608", "24727059608", "", "", ""},
		{"resident_change", "person.1.resident_code", "24727059609", "24727059609", "", "resident_code_check", LevelAlert},
		{"resident_change", "person.1.card_number", "ab12345678cd", "AB12345678CD", "", "", ""},
		{"resident_change", "person.1.pension_number", "1234-567890", "1234567890", "", "", ""},
		{"resident_change", "person.1.pension_number", "12345", "12345", "", "digits_count", LevelAlert},
		{"resident_change", "new_building", "\x00", "", "", "text_control", LevelError},
		{"resident_change", "no_such_field", "x", "", "", "field_unknown", LevelError},
		{"certificate_request", "copies", "２通", "2", "", "", ""},
		{"certificate_request", "certificate_items", "12a", "relation,register,alias", "世帯主・続柄、本籍・筆頭者、通称の履歴", "", ""},
	}
	for _, tt := range tests {
		got := formOf(t, tt.form).Check(tt.key, tt.typed, at(nil))
		code, level := "", ""
		if got.Problem != nil {
			code, level = got.Problem.Code, got.Problem.Level
		}
		if got.Value.V != tt.value || got.Echo != tt.echo || code != tt.code || level != tt.level {
			t.Errorf("%s %q: value %q echo %q problem %q %q, want %q %q %q %q",
				tt.key, tt.typed, got.Value.V, got.Echo, code, level, tt.value, tt.echo, tt.code, tt.level)
		}
	}
}

func TestCheckKeepsWhatIsWritten(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	got := f.Check("person.1.relation", "本人", at(nil))
	if got.Value != (Value{V: "世帯主", W: "本人"}) || got.Keep != nil || got.Problem.Proposal != "世帯主" {
		t.Errorf("relationship: %+v", got)
	}
	got = f.Check("old_address", "港南4-21-27", at(nil))
	if got.Value.W != "港南4-21-27" || got.Keep == nil || got.Keep.V != "港南4-21-27" {
		t.Errorf("an address can be kept as written: %+v", got)
	}
	got = f.Check("notice_date", "H31.5.2", at(nil))
	if got.Problem == nil || got.Problem.Level != LevelAsk || got.Value != (Value{V: "2019-05-02", W: "H31.5.2"}) {
		t.Errorf("an era that had ended is proposed in the next: %+v", got)
	}
}

func TestCheckFillsAndOffers(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	got := f.Check("new_postal", "999-0001", at(nil))
	if got.Fill["new_address"] != "みほん県みほん市さくら町" || len(got.Fill) != 1 {
		t.Errorf("fill %v", got.Fill)
	}
	have := map[string]Value{"new_head": {V: "山﨑　健太郎"}, "person.1.name": {V: "山﨑　美咲"}}
	got = f.Check("person.1.name", "", at(have))
	if got.Problem != nil || len(got.Offers) != 1 || got.Offers[0].Source != "head" || got.Offers[0].Value != "山﨑　健太郎" {
		t.Errorf("an empty field must offer the head: %+v", got)
	}
	got = f.Check("person.1.name", "山崎　健太郎", at(have))
	if len(got.Offers) != 2 || got.Offers[0].Value != "山﨑　健太郎" || got.Offers[1].Source != "variants" || got.Offers[1].Label.JA != "字体違い" {
		t.Errorf("offers %+v", got.Offers)
	}
	if got := f.Check("notice_date", "", at(nil)); len(got.Offers) != 1 || got.Offers[0].Value != "R8.11.24" {
		t.Errorf("today is not offered: %+v", got.Offers)
	}
}

// TestCheckIsStable: what was stored reads back as itself, whatever is typed,
// and nothing typed makes it panic.
func TestCheckIsStable(t *testing.T) {
	t.Parallel()
	forms := defaults(t).Forms()
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(forms).Draw(t, "form")
		it := rapid.SampledFrom(f.AllItems()).Draw(t, "item")
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[SHTR]?[0-9.\-/]{1,12}`),
			rapid.SampledFrom([]string{"本人", "孫", "令和元年5月1日", "平31.5.2", "ヤマ ダ", "さくら町1-2-3", "昭和10年5月頃", "1,2,3", "ＡＢ１２３４５６７８ＣＤ"})).Draw(t, "typed")
		first := f.Check(it.Key, typed, at(nil))
		if first.Value.V == "" {
			return
		}
		again := f.Check(it.Key, first.Value.V, at(nil))
		if again.Value.V != first.Value.V {
			t.Fatalf("%s: %q became %q, then %q", it.Key, typed, first.Value.V, again.Value.V)
		}
		if again.Problem != nil && again.Problem.Level == LevelError {
			t.Fatalf("%s: the stored %q is refused: %s", it.Key, first.Value.V, again.Problem.Code)
		}
		_ = f.Display(it.Key, first.Value, "ja")
	})
}

// A city's own form may ask for the code of a municipality.
func TestAFormThatAsksForAMunicipality(t *testing.T) {
	t.Parallel()
	c, err := Load(oneFile(strings.Replace(sample, "type: name\n          offer: [previous, variants]\n", "type: municipality\n", 1)))
	if err != nil {
		t.Fatal(err)
	}
	form, _ := c.Form("sample")
	if it, _ := form.Item("member.1.called"); it.Field.Portion != Numbers || it.Field.Max != 6 {
		t.Errorf("field %+v", it.Field)
	}
	for typed, want := range map[string]string{"１３１１２": "131121", "131121": "131121", "131122": "municipality_code_check", "13": "municipality_code_length", "世田谷区": "number_not_digits"} {
		got := form.Check("member.1.called", typed, at(map[string]Value{"member.count": {V: "1"}}))
		if got.Problem != nil {
			got.Value.V = got.Problem.Code
		}
		if got.Value.V != want {
			t.Errorf("%s: %s, want %s", typed, got.Value.V, want)
		}
	}
}
