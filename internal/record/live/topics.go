package live

import (
	"encoding/json"
	"strings"

	"github.com/hitomado/hitomado/internal/record/journal"
)

// Topics names what an event changes: its office's board, its visit, its task,
// and the center's list. A topic is an id or a fixed word, never a person's
// data.
func Topics(e journal.Entry) []string {
	var out []string
	if e.Office != "" {
		out = append(out, "office:"+e.Office)
	}
	if e.Visit != "" {
		out = append(out, "visit:"+e.Visit)
	}
	var p struct {
		Task string `json:"task"`
	}
	if json.Unmarshal(e.Payload, &p) == nil && p.Task != "" {
		out = append(out, "task:"+p.Task)
	}
	if strings.HasPrefix(e.Kind, "center.") {
		out = append(out, "center")
	}
	if strings.HasPrefix(e.Kind, "application.") || strings.HasPrefix(e.Kind, "task.") || strings.HasPrefix(e.Kind, "verification.") {
		out = append(out, "center", "application:"+e.Application)
	} else if e.Application != "" {
		out = append(out, "application:"+e.Application)
	}
	return append(out, "journal")
}
