package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/hall"
)

// Prefix is where the API is mounted.
const Prefix = "/api/v1"

// server is what every door needs.
type server struct {
	*hall.Hall
	desk *desk.Desk
	log  *slog.Logger
	mux  *http.ServeMux
	api  huma.API
}

// New makes the handler for everything under Prefix. Time limits for headers
// and idle connections are the http.Server's.
func New(h *hall.Hall, log *slog.Logger) http.Handler {
	s := &server{Hall: h, desk: desk.New(h), log: log, mux: http.NewServeMux()}
	s.api = humago.NewWithPrefix(s.mux, Prefix, config())
	s.api.UseMiddleware(s.signedIn)
	s.sessionDoors()
	s.visitDoors()
	s.applicationDoors()
	s.handoverDoors()
	s.amendDoors()
	s.closingDoors()
	s.carryDoors()
	s.pageDoors()
	s.taskDoors()
	s.verifyDoors()
	s.townDoors()
	s.recordDoors()
	s.rolloutDoors()
	s.voiceDoors()
	s.numberDoors()
	s.peopleDoors()
	s.placeDoors()
	s.retentionDoors()
	s.mux.HandleFunc("GET "+Prefix+"/openapi.json", s.openAPI())
	s.mux.HandleFunc(Prefix+"/", s.nowhere)
	return s.guard(s.mux)
}

func config() huma.Config {
	c := huma.DefaultConfig("Hitomado API", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Info.Description = "The main flow of an integrated counter: reception, pages, entry, verification, documents, hand-over. " +
		"Errors are problem+json with a stable code. Commands take an Idempotency-Key: a retry answers the same and changes nothing. " +
		"Times are told as of Japan (+09:00), to the millisecond, and may be sent with any offset; a day is yyyy-mm-dd of the office's own calendar."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer"}}
	c.Security = []map[string][]string{{"bearer": {}}}
	return c
}

// schemaName is a type's name, with its room's before it for types of rooms.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	room := path.Base(t.PkgPath())
	if t.Name() == "" || room == "." || room == "api" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	return strings.ToUpper(room[:1]) + room[1:] + t.Name()
}

// openAPI serves the description, made once.
func (s *server) openAPI() http.HandlerFunc {
	spec := sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.api.OpenAPI()) })
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := spec()
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(raw)
	}
}

// nowhere answers what no door matches: another method, or nothing at all.
func (s *server) nowhere(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(probe); pattern != Prefix+"/" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) == 0 {
		s.refuse(w, r, kernel.E(kernel.NotFound, "not_found"))
		return
	}
	for _, m := range allowed {
		w.Header().Add("Allow", m)
	}
	s.refuse(w, r, kernel.E(kernel.Invalid, "method_not_allowed"))
}
