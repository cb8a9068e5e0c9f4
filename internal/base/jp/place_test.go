package jp

import (
	"slices"
	"testing"
)

func TestLookupPostal(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]Place{
		"100-0001": {"100-0001", "東京都", "千代田区", "千代田"},
		"1540017":  {"154-0017", "東京都", "世田谷区", "世田谷"},
		"０６００００１":  {"060-0001", "北海道", "札幌市中央区", "北一条西"},
		"530-0001": {"530-0001", "大阪府", "大阪市北区", "梅田"},
		"900-0014": {"900-0014", "沖縄県", "那覇市", "松尾"},
		"999-0001": {"999-0001", "みほん県", "みほん市", "さくら町"},
	} {
		got, ok := LookupPostal(code)
		if !ok || !slices.Contains(got, want) {
			t.Errorf("%s: %v", code, got)
		}
	}
	for _, none := range []string{"", "000-0000", "999-9999", "123", "abc"} {
		if p, ok := LookupPostal(none); ok {
			t.Errorf("%q: %v", none, p)
		}
	}
}

func TestPostalTable(t *testing.T) {
	t.Parallel()
	tab := postalTable()
	if len(tab.codes) < 120000 || !slices.IsSorted(tab.codes) {
		t.Fatalf("%d codes, sorted %v", len(tab.codes), slices.IsSorted(tab.codes))
	}
	setagaya := 0
	for i, c := range tab.city {
		p := tab.cities[c]
		if p.Prefecture == "" || p.City == "" {
			t.Fatalf("row %d has no city", i)
		}
		if p.City == "世田谷区" {
			setagaya++
		}
	}
	if setagaya != 62 {
		t.Errorf("世田谷区 has %d codes", setagaya)
	}
}

// A code of the fictitious city must never be somebody's.
func TestSampleCodesDoNotExist(t *testing.T) {
	t.Parallel()
	if len(samplePlaces()) < 20 {
		t.Fatalf("%d sample codes", len(samplePlaces()))
	}
	for _, c := range postalTable().codes {
		code, _ := Postal(pad7(int(c)))
		if p, ok := samplePlaces()[code]; ok {
			t.Errorf("%s is real: %v", code, p)
		}
	}
}

func pad7(n int) string {
	b := []byte("0000000")
	for i := 6; n > 0; i, n = i-1, n/10 {
		b[i] = byte('0' + n%10)
	}
	return string(b)
}

func TestRegistryAddress(t *testing.T) {
	t.Parallel()
	cases := []struct{ in, want string }{
		{"4丁目21-27", "四丁目21番27号"}, {"さくら町4-21-27", "さくら町四丁目21番27号"}, {"みほん市さくら町４－２１－２７", "みほん市さくら町四丁目21番27号"},
		{"さくら町4丁目21番27号", "さくら町四丁目21番27号"}, {"さくら町四丁目21-27", "さくら町四丁目21番27号"}, {"さくら町4の21の27", "さくら町四丁目21番27号"},
		{"さくら町4ー21ー27 みほん荘101号", "さくら町四丁目21番27号 みほん荘101号"}, {"さくら町4-21-27-101", "さくら町四丁目21番27-101号"}, {"4-21-27", "四丁目21番27号"},
		{"さくら町12-3-4", "さくら町十二丁目3番4号"}, {"さくら町20丁目3-4", "さくら町二十丁目3番4号"}, {"4丁目21番地27", "四丁目21番地27"},
		// these already are, or may mean something else
		{"さくら町四丁目21番27号", ""}, {"さくら町21-27", ""}, {"さくら町21番地", ""}, {"さくら町", ""}, {"", ""}, {"さくら町0-1-2", ""}, {"字中野1-2-3", ""}, {"町1-2-3-4-5", ""}, {"第3-4-5", ""}, {"さくら町123-4-5", ""},
	}
	for _, c := range cases {
		got, changed := RegistryAddress(c.in)
		want := c.want
		if want == "" {
			want = c.in
		}
		if got != want || changed != (c.want != "") {
			t.Errorf("%q = %q %v", c.in, got, changed)
		}
		if again, changed := RegistryAddress(got); changed {
			t.Errorf("%q changes again to %q", got, again)
		}
	}
}
