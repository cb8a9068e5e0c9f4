package desk_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

func TestCleanJSON(t *testing.T) {
	t.Parallel()
	for raw, code := range map[string]string{
		`{"a":"髙橋 𠮷子 葛󠄀"}`: "", `{"a":"\ud842\udfb7"}`: "", `{"a":"\u9ad9\n\"\\"}`: "", `{"a":"\\u0000"}`: "", `{"a":"\\\\ud800"}`: "",
		`{"a":"\uD842\uDFB7\ud842\udfb7"}`: "", ``: "", `\`: "", `\u12`: "", `"\u`: "", `{"a":"\u12g4"}`: "",
		`{"a":"\u0000"}`: "text_control", `{"a":"\\\u0000"}`: "text_control", `{"a\u0000":1}`: "text_control",
		`{"a":"\ud842"}`: "text_encoding", `{"a":"\udfb7\ud842"}`: "text_encoding", `{"a":"\ud842x\udfb7"}`: "text_encoding", `{"a":"\ud842\n"}`: "text_encoding",
		`{"a":"\ud842\ud842\udfb7"}`: "text_encoding", "{\"a\":\"\xff\"}": "text_encoding", "\xed\xa0\x80": "text_encoding",
	} {
		err := desk.CleanJSON([]byte(raw))
		if (err != nil || code != "") && kernel.CodeOf(err) != code {
			t.Errorf("%q: %v, want %q", raw, err, code)
		}
	}
}
