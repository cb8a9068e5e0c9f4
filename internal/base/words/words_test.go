package words

import (
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func TestReason(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"書き間違い":                            "書き間違い",
		" 　後ろも前も空白\t\n":                    "後ろも前も空白",
		"一行目\r\n二行目\t終わり":                  "一行目 二行目 終わり",
		strings.Repeat("長", Most):          strings.Repeat("長", Most),
		"\u845b\U000E0100城の\u200dつなぎはそのまま": "\u845b\U000E0100城の\u200dつなぎはそのまま",
	} {
		if got, err := Reason(in, "reason"); got != want || err != nil {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for in, code := range map[string]string{
		"":                          "reason_missing",
		" 　\n":                      "reason_missing",
		strings.Repeat("長", Most+1): "text_too_long",
		"a\x00b":                    "text_invalid",
		"\uE000":                    "text_invalid",
		"\xff":                      "text_invalid",
	} {
		_, err := Reason(in, "why")
		e, ok := err.(*kernel.Error)
		if !ok || e.Code != code || e.Field != "why" {
			t.Errorf("%q: %v, want %s on the field", in, err, code)
		}
	}
	if got, err := Note(" \n", "note"); got != "" || err != nil {
		t.Errorf("nothing written: %q, %v", got, err)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" 2026-000123\n": "2026-000123", "２０２６ー０００１２３": "2026-000123", "回付-7": "回付-7", "住異第１２３号": "住異第123号", "K/12.3_4 (5)": "K/12.3_4 (5)", "": "", " \n": "",
	} {
		if got, err := Number(in, "number"); got != want || err != nil {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for in, code := range map[string]string{
		"山田　太郎": "number_is_words", "ヤマダ1": "number_is_words", "さくら町4-21-27": "number_is_words", "東京都千代田区霞が関1": "number_is_words", "K-": "number_is_words", "Ngoc Ánh 1": "number_is_words",
		strings.Repeat("1", 61): "text_too_long", "1\x002": "text_invalid",
	} {
		_, err := Number(in, "number")
		if e, ok := err.(*kernel.Error); !ok || e.Code != code || e.Field != "number" {
			t.Errorf("%q: %v, want %s on the field", in, err, code)
		}
	}
}
