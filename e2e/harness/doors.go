package harness

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

type made struct {
	ID string `json:"id"`
}

// Arrive gives a visitor a number and returns the visit's id.
func (c *Client) Arrive(ctx context.Context, key, office string) (string, error) {
	var out made
	err := c.post(ctx, key, "/visits", map[string]any{"office": office}, &out)
	return out.ID, err
}

// Call calls the visitor to the client's seat.
func (c *Client) Call(ctx context.Context, key, id string) error {
	return c.post(ctx, key, "/visits/"+id+"/call", nil, nil)
}

// Receive records who came and adds procedures.
func (c *Client) Receive(ctx context.Context, key, id string, procedures ...string) (visit.Visit, error) {
	var out visit.Visit
	err := c.post(ctx, key, "/visits/"+id+"/receive",
		map[string]any{"as": "self", "proof": "one", "proof_kind": "my_number_card", "procedures": procedures}, &out)
	return out, err
}

// Visit reads a visit with its applications.
func (c *Client) Visit(ctx context.Context, id string) (visit.Visit, error) {
	var out visit.Visit
	err := c.get(ctx, "/visits/"+id, &out)
	return out, err
}

// Board reads the open visits of an office: the counter's list.
func (c *Client) Board(ctx context.Context, office string) error {
	return c.get(ctx, "/visits?place="+url.QueryEscape(office), new(any))
}

// Page uploads a scanned page and returns its id.
func (c *Client) Page(ctx context.Context, key, application, mime string, image []byte) (string, error) {
	var out made
	err := c.do(ctx, http.MethodPost, key, "/applications/"+application+"/pages", mime, image, &out)
	return out.ID, err
}

// Move makes one of the plain moves of an application: accept, request,
// register, check, printed, finish.
func (c *Client) Move(ctx context.Context, key, application, move string, in any) error {
	return c.post(ctx, key, "/applications/"+application+"/"+move, in, nil)
}

// NextEntry claims the next entry; "nothing_waiting" when there is none.
func (c *Client) NextEntry(ctx context.Context, key string) (desk.TaskView, error) {
	var out desk.TaskView
	err := c.post(ctx, key, "/center/next", map[string]any{"kinds": []string{"first", "second", "adjudication"}}, &out)
	return out, err
}

// NextVerification joins the next verification.
func (c *Client) NextVerification(ctx context.Context, key string) (desk.VerifyView, error) {
	var out desk.VerifyView
	err := c.post(ctx, key, "/center/next", map[string]any{"kinds": []string{"verification"}}, &out)
	return out, err
}

// Draft saves typed fields.
func (c *Client) Draft(ctx context.Context, key, task string, fields map[string]entry.Typed) (desk.SavedView, error) {
	var out desk.SavedView
	err := c.send(ctx, http.MethodPut, key, "/tasks/"+task+"/draft", map[string]any{"fields": fields}, &out)
	return out, err
}

// Confirm says yes to fields in the versions seen.
func (c *Client) Confirm(ctx context.Context, key, task string, fields []verify.Fielded) (desk.VerifyView, error) {
	var out desk.VerifyView
	err := c.post(ctx, key, "/tasks/"+task+"/confirm", map[string]any{"fields": fields}, &out)
	return out, err
}

// FinishTask ends an entry or a verification.
func (c *Client) FinishTask(ctx context.Context, key, task string) error {
	return c.post(ctx, key, "/tasks/"+task+"/finish", nil, nil)
}

// OpenCorrection begins to put right what was handed over and returns its id.
func (c *Client) OpenCorrection(ctx context.Context, key, application string) (string, error) {
	var out made
	err := c.post(ctx, key, "/applications/"+application+"/corrections", map[string]any{"reason": "番地のまちがい"}, &out)
	return out.ID, err
}

// CorrectionStep records that the visitor was told.
func (c *Client) CorrectionStep(ctx context.Context, key, correction string) error {
	return c.post(ctx, key, "/corrections/"+correction+"/step", map[string]any{"kind": "contact", "done": true, "note": "電話した"}, nil)
}

// CloseCorrection ends a correction.
func (c *Client) CloseCorrection(ctx context.Context, key, correction string) error {
	return c.post(ctx, key, "/corrections/"+correction+"/close", map[string]any{"note": "本人が不要と言った"}, nil)
}

// Leave says that the person is away from work for a while, Back that they are there
// again.
func (c *Client) Leave(ctx context.Context, key string) error {
	return c.post(ctx, key, "/center/leave", map[string]any{"why": "lunch"}, nil)
}

// Back ends a Leave.
func (c *Client) Back(ctx context.Context, key string) error {
	return c.post(ctx, key, "/center/back", nil, nil)
}

// Document is a paper that was made.
type Document struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Digest string `json:"digest"` // SHA-256 of the PDF
	Bytes  int    `json:"bytes"`
}

// Documents makes papers.
func (c *Client) Documents(ctx context.Context, key, application string, kinds ...string) ([]Document, error) {
	var out struct {
		Documents []Document `json:"documents"`
	}
	err := c.post(ctx, key, "/applications/"+application+"/documents", map[string]any{"kinds": kinds}, &out)
	return out.Documents, err
}

// PDF reads a paper.
func (c *Client) PDF(ctx context.Context, document string) ([]byte, error) {
	var out []byte
	err := c.get(ctx, "/documents/"+document, &out)
	return out, err
}

// Application is an application with everything the counter sees of it.
type Application struct {
	visit.Application
	Values    []Value    `json:"values"`
	Documents []Document `json:"documents"`
}

// Value is one keyed value.
type Value struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Written string `json:"written"`
	Mark    string `json:"mark"`
}

// Application reads an application.
func (c *Client) Application(ctx context.Context, id string) (Application, error) {
	var out Application
	err := c.get(ctx, "/applications/"+id, &out)
	return out, err
}

// Journal reads the record behind a cursor and where to go on from.
func (c *Client) Journal(ctx context.Context, after string) ([]journal.Entry, string, error) {
	var out struct {
		Events []journal.Entry `json:"events"`
		Cursor string          `json:"cursor"`
	}
	err := c.get(ctx, "/journal?limit=1000&after="+url.QueryEscape(after), &out)
	return out.Events, out.Cursor, err
}

// Time is the program's time, as the center's load tells it; it may be some
// seconds old.
func (c *Client) Time(ctx context.Context) (time.Time, error) {
	var out struct {
		At time.Time `json:"at"`
	}
	err := c.get(ctx, "/center/load", &out)
	return out.At, err
}
