package web

import (
	"net/http"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// watchPrefix begins the path of a window that only looks over somebody's
// shoulder. There are such windows in the demo alone, where every seat is open
// to everybody anyway.
const watchPrefix = "watch."

// watch seats the request beside the colleague: it sees what that one sees and
// changes nothing, but for asking to be told of news.
func (q *req) watch(seat string) error {
	who, ok := q.s.demo.Sitting(seat)
	if !ok {
		return kernel.E(kernel.Unauthenticated, "session_missing")
	}
	if q.r.Method != http.MethodGet && !strings.HasSuffix(q.r.URL.Path, "/live") {
		return kernel.E(kernel.Forbidden, "watching_only")
	}
	q.who, q.watching = who, true
	return nil
}
