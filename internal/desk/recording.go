package desk

import "net/http"

// Recording answers only after before was called: what a request looked at is
// written down before it is shown, and when that fails the answer is refused
// instead.
type Recording struct {
	http.ResponseWriter
	Before func() error
	Refuse func(error)

	begun, dropped bool
}

// WriteHeader records, then begins the answer.
func (r *Recording) WriteHeader(status int) {
	if !r.begun {
		r.begun = true
		if err := r.Before(); err != nil {
			for _, h := range []string{"Content-Type", "Content-Length", "Content-Disposition", "Location"} {
				r.Header().Del(h)
			}
			r.Refuse(err)
			r.dropped = true
			return
		}
	}
	if !r.dropped {
		r.ResponseWriter.WriteHeader(status)
	}
}

func (r *Recording) Write(b []byte) (int, error) {
	if !r.begun {
		r.WriteHeader(http.StatusOK)
	}
	if r.dropped {
		return len(b), nil
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *Recording) Unwrap() http.ResponseWriter { return r.ResponseWriter }
