package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// addPage takes a page image in: the bytes themselves from a script, with kind
// and turn in the address, or a plain form with a file.
func (s *Server) addPage(w http.ResponseWriter, r *http.Request) {
	q := s.newReq(w, r)
	form := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
	err := desk.CleanURL(r.URL)
	if err == nil {
		err = q.take()
	}
	if err == nil {
		weight := int64(maxUpload)
		if r.ContentLength >= 0 {
			weight = min(weight, r.ContentLength)
		}
		var release func()
		if release, err = s.Limits.Uploads.Hold(q.ctx(), weight); err == nil {
			defer release()
			err = q.upload(form)
		}
	}
	switch {
	case err == nil:
	case form && !scripted(r):
		q.refuse(err)
	default:
		q.problem(err)
	}
}

func (q *req) upload(form bool) error {
	in := page.Upload{Application: q.path("application"), Kind: q.r.URL.Query().Get("kind"), Turn: scan.Automatic}
	var err error
	if form {
		in.Kind, in.Raw, err = q.fileOf()
	} else {
		in.Raw, err = readAll(q.r)
	}
	if kernel.CodeOf(err) == "body_too_large" {
		err = scan.TooLarge()
	}
	if err != nil {
		return err
	}
	if t, bad := strconv.Atoi(q.r.URL.Query().Get("turn")); bad == nil {
		in.Turn = t
	}
	if in.Kind == "" {
		in.Kind = page.Kinds()[0]
	}
	q.hash = digest(q.r, append([]byte(in.Kind+"\n"), in.Raw...))
	id, err := q.s.Pages.Add(q.command(1), q.who, in)
	if err != nil {
		return err
	}
	if form && !scripted(q.r) {
		q.redirect(localPath(q.form("_back")))
		return nil
	}
	return q.json(http.StatusCreated, map[string]string{"id": id, "view": q.base() + "/pages/" + id + "/view.jpg", "thumb": q.base() + "/pages/" + id + "/thumb.jpg"})
}

// fileOf reads the first file of a plain form.
func (q *req) fileOf() (kind string, raw []byte, err error) {
	err = q.r.ParseMultipartForm(maxUpload)
	if tooLarge(err) {
		return "", nil, kernel.E(kernel.TooLarge, "body_too_large")
	}
	if err != nil {
		return "", nil, kernel.E(kernel.Invalid, "body_cut").Because(err)
	}
	defer func() { _ = q.r.MultipartForm.RemoveAll() }()
	f, _, err := q.r.FormFile("file")
	if err != nil {
		return "", nil, kernel.E(kernel.Invalid, "file_missing").On("file")
	}
	defer f.Close()
	if err := desk.CleanForm(q.r.PostForm); err != nil {
		return "", nil, err
	}
	raw, err = io.ReadAll(f)
	return q.form("kind"), raw, err
}
