package web

// centerPage shows how busy the entry center is.
func (s *Server) centerPage(q *req) error {
	d, err := q.load()
	if err != nil {
		return err
	}
	return q.render("center", q.t("center.title"), d)
}
