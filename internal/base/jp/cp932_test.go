package jp_test

import (
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// The bytes are those of Windows (WideCharToMultiByte, code page 932).
func TestCP932WritesWhatWindowsWrites(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"﨑": "\xfa\xb1", "髙": "\xfb\xfc", "德": "\xfa\xba", "塚": "\x92\xcb", "濵": "\xfb\x4d", "彅": "\xfa\x67", "纊": "\xfa\x5c", "黑": "\xfc\x4b",
		"①": "\x87\x40", "㈱": "\x87\x8a", "Ⅳ": "\x87\x57", "ⅳ": "\xfa\x43", "№": "\x87\x82", "∵": "\x81\xe6", "￢": "\x81\xca", "￤": "\xfa\x55",
		"〜": "\x81\x60", "～": "\x81\x60", "−": "\x81\x7c", "－": "\x81\x7c", "—": "\x81\x5c", "―": "\x81\x5c", "‖": "\x81\x61",
		"ｱ": "\xb1", "A~\\\r\n": "A~\\\r\n", "　": "\x81\x40", "ヴ": "\x83\x94",
	} {
		if raw, missing := jp.CP932(s); string(raw) != want || missing != "" {
			t.Errorf("%s: % x, missing %q, want % x", s, raw, missing, want)
		}
	}
	for s, missing := range map[string]string{"𠮷田": "𠮷", "葛\U000E0100城": "\U000E0100", "Nguyễn": "ễ", "한국": "한국", "¥1": "¥", "‾": "‾", "\u304b\u3099": "\u3099", "\uE000": "\uE000"} {
		if _, got := jp.CP932(s); got != missing {
			t.Errorf("%s: missing %q, want %q", s, got, missing)
		}
	}
}

// What is written is read back as the same character, or as the other code
// point of the same JIS character.
func TestCP932IsReadBack(t *testing.T) {
	t.Parallel()
	for r := rune(0x80); r < 0x20000; r++ {
		raw, missing := jp.CP932(string(r))
		if missing != "" {
			continue
		}
		back, err := japanese.ShiftJIS.NewDecoder().Bytes(raw)
		if err != nil || string(back) != string(r) {
			if again, _ := jp.CP932(string(back)); string(again) != string(raw) || r != '〜' && r != '−' && r != '‖' && r != '—' && r != '¢' && r != '£' && r != '¬' {
				t.Errorf("%c is read back as %s", r, back)
			}
		}
	}
}
