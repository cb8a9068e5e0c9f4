package web

import "net/http"

// policy is the content security policy of every page: nothing from outside,
// no inline script, no style attributes.
const policy = "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// secure sets the headers that every answer carries and refuses changes that
// another site asked for.
func secure(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guarded := guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		guarded.ServeHTTP(w, r)
	})
}

const (
	maxForm   = 256 << 10 // bytes of an ordinary form or JSON body
	maxUpload = 21 << 20  // bytes of an upload: a page of 20 MB and its envelope
)

// limited bounds every body; the doors for uploads are wider.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := int64(maxForm)
		if isUpload(r) {
			limit = maxUpload
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}
