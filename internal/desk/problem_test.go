package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

func TestFieldProblemsInWords(t *testing.T) {
	t.Parallel()
	p := catalog.Problem{Level: catalog.LevelError, Code: "date_no_such_day", Key: "move_date", Args: map[string]any{"month": 11, "day": 31}}
	if got := desk.ProblemOfField(p, "ja"); got.Text != "11月31日は、ありません。届出書をもう一度見てください。" || got.Key != "move_date" {
		t.Errorf("%+v", got)
	}
	if got := desk.ProblemOfField(p, "en"); !strings.HasPrefix(got.Text, "There is no 11/31.") {
		t.Errorf("%+v", got)
	}
	own := catalog.Problem{Level: catalog.LevelAsk, Code: "check.f.c", Text: catalog.Text{JA: "よろしいですか", EN: "Sure?"}}
	if got := desk.ProblemOfField(own, "en"); got.Text != "Sure?" || got.Level != "ask" {
		t.Errorf("%+v", got)
	}
}

func TestDescribeSaysWhatHappenedAndWhatToDo(t *testing.T) {
	t.Parallel()
	p := desk.Describe(422, "verification_incomplete", map[string]any{"left": 6}, "ja")
	if p.Title != "あと6項目、確認が残っています。" || !strings.Contains(p.Detail, "保存されています") || p.Status != 422 ||
		p.Type != "urn:hitomado:problem:verification_incomplete" {
		t.Errorf("%+v", p)
	}
	if p := desk.Describe(404, "nothing_waiting", nil, "en"); p.Title != "Nothing is waiting." || p.Detail != "" {
		t.Errorf("%+v", p)
	}
}

func TestOnlyOurOwnFaultsAreUnknown(t *testing.T) {
	t.Parallel()
	if desk.Known(kernel.E(kernel.Internal, "x")) || !desk.Known(kernel.E(kernel.Conflict, "x")) {
		t.Error("an internal error must be logged, another not")
	}
}

func TestAClientThatLeftIsNoFaultOfOurs(t *testing.T) {
	t.Parallel()
	gone, leave := context.WithCancel(t.Context())
	leave()
	wrapped := fmt.Errorf("read: %w", context.Canceled)
	if !desk.Left(gone, wrapped) || desk.Left(t.Context(), wrapped) || desk.Left(gone, errors.New("disk")) {
		t.Fatal("leaving and failing are mixed up")
	}
}
