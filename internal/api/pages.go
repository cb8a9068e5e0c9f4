package api

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// Turning is quarter turns clockwise from how the page was scanned.
type Turning struct {
	Turn int `json:"turn" doc:"0 to 3, or -1: automatic"`
}

// Binding moves a page to another application of the visit.
type Binding struct {
	Application string `json:"application"`
	Reason      string `json:"reason"`
}

// Cover says what is known about numbers on a page.
type Cover struct {
	None  bool        `json:"none,omitempty" doc:"It has none"`
	Areas []page.Area `json:"areas,omitempty" doc:"Where they are, in millimetres of A4 on the page as it is shown"`
}

type scanned struct {
	ID   string `path:"id"`
	Kind string `query:"kind" default:"form" doc:"form, transfer, letter or other"`
	Turn int    `query:"turn" default:"-1" doc:"Quarter turns clockwise, -1: automatic"`
}

type sized struct {
	ID   string `path:"id"`
	Size string `query:"size" default:"view" enum:"view,thumb"`
}

var pictures = []string{"image/jpeg", "image/png"}

func (s *server) pageDoors() {
	const tag = "pages"
	upload(s, route{method: http.MethodPost, path: "/applications/{id}/pages", id: "add-page", about: "Take in a scanned sheet: the image is the body", tag: tag,
		status: http.StatusCreated, limit: maxPage, large: scan.TooLarge, media: pictures, command: true},
		func(c *call, in *scanned, raw []byte) (*Made, error) {
			if t := c.media(); t != "" && t != "application/octet-stream" && !slices.Contains(pictures, t) {
				return nil, kernel.E(kernel.Invalid, "content_type").On("Content-Type")
			}
			id, err := s.Pages.Add(c.ctx, c.actor, page.Upload{Application: in.ID, Kind: in.Kind, Turn: in.Turn, Raw: raw})
			return &Made{id}, err
		})
	download(s, route{method: http.MethodGet, path: "/pages/{id}/image", id: "get-page-image", about: "A page as people see it", tag: tag, answer: binary("image/jpeg")},
		func(c *call, in *sized) (*file, error) { return s.image(c, in.ID, page.Size(in.Size)) })
	download(s, route{method: http.MethodGet, path: "/pages/{id}/view.jpg", id: "get-page-view", about: "The same at the address that tasks name", tag: tag, answer: binary("image/jpeg")},
		func(c *call, in *withID) (*file, error) { return s.image(c, in.ID, page.View) })
	door(s, route{method: http.MethodPost, path: "/pages/{id}/turn", id: "turn-page", about: "Turn a page", tag: tag, command: true},
		func(c *call, in *withID, b *Turning) (*nothing, error) {
			return nil, s.Pages.Turn(c.ctx, c.actor, in.ID, b.Turn)
		})
	door(s, route{method: http.MethodPost, path: "/pages/{id}/cover", id: "cover-page", about: "Black out where numbers stand on a page whose layout is not known, or say that it has none", tag: tag, command: true},
		func(c *call, in *withID, b *Cover) (*nothing, error) {
			return nil, s.Pages.Cover(c.ctx, c.actor, in.ID, page.Covering{None: b.None, Areas: b.Areas})
		})
	door(s, route{method: http.MethodPost, path: "/pages/{id}/move", id: "move-page", about: "Bind a page to another application", tag: tag, command: true},
		func(c *call, in *withID, b *Binding) (*nothing, error) {
			return nil, s.Pages.Move(c.ctx, c.actor, in.ID, b.Application, b.Reason)
		})
	door(s, route{method: http.MethodPost, path: "/pages/{id}/replace", id: "replace-page", about: "Mark a page that a better scan took the place of", tag: tag, command: true},
		func(c *call, in *withID, b *Replacing) (*nothing, error) {
			return nil, s.Pages.Replace(c.ctx, c.actor, in.ID, b.Reason)
		})
}

// Replacing marks a page that a better scan took the place of.
type Replacing struct {
	Reason string `json:"reason"`
}

func (s *server) image(c *call, id string, size page.Size) (*file, error) {
	raw, err := s.Pages.Image(c.ctx, c.actor, id, size)
	return &file{"image/jpeg", raw}, err
}

// binary describes an answer that is a file.
func binary(media string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "OK",
		Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
}
