package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Problem is an error that the program answered.
type Problem struct {
	Status int            `json:"status"`
	Code   string         `json:"code"`
	Title  string         `json:"title"`
	Detail string         `json:"detail"`
	Field  string         `json:"field"`
	Args   map[string]any `json:"args"`
	Door   string         `json:"-"`
	// Problems are the fields that an entry is not complete for.
	Problems []struct {
		Key  string `json:"key"`
		Code string `json:"code"`
	} `json:"problems"`
}

// Error names the door and the code.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s: %d %s %s %s %v", p.Door, p.Status, p.Code, p.Field, p.Detail, p.Problems)
}

// CodeOf is the stable code of an answered problem, "" for any other error: then
// nobody knows whether the request took effect.
func CodeOf(err error) string {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Code
	}
	return ""
}

// Client calls the API as one person.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// NewTransport is an HTTP client for many connections to one server.
func NewTransport() *http.Client {
	return &http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{MaxIdleConns: 1000, MaxIdleConnsPerHost: 1000, IdleConnTimeout: time.Minute}}
}

// SignIn opens a session for a login at a seat ("" for none).
func SignIn(ctx context.Context, transport *http.Client, base, login, seat string) (*Client, error) {
	c := &Client{base: base + "/api/v1", http: transport}
	in := map[string]string{"login": login, "password": Password}
	if seat != "" {
		in["seat"] = seat
	}
	var out struct {
		Token string `json:"token"`
	}
	err := c.post(ctx, "", "/sessions", in, &out)
	c.token = out.Token
	return c, err
}

// NewKey makes an idempotency key.
func NewKey() string { return kernel.NewID() }

func (c *Client) get(ctx context.Context, path string, out any) error {
	return c.do(ctx, http.MethodGet, "", path, "", nil, out)
}

func (c *Client) post(ctx context.Context, key, path string, in, out any) error {
	return c.send(ctx, http.MethodPost, key, path, in, out)
}

func (c *Client) send(ctx context.Context, method, key, path string, in, out any) error {
	if in == nil {
		in = struct{}{}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.do(ctx, method, key, path, "application/json", body, out)
}

// do makes one request. out is nil, a *[]byte for raw bytes, or a pointer to
// decode JSON into.
func (c *Client) do(ctx context.Context, method, key, path, kind string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	var answer bytes.Buffer
	answer.Grow(int(max(0, res.ContentLength)) + bytes.MinRead)
	if _, err := answer.ReadFrom(res.Body); err != nil {
		return err
	}
	raw := answer.Bytes()
	if res.StatusCode >= 300 {
		return problem(method+" "+path, res, raw)
	}
	switch o := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*o = raw
		return nil
	}
	if res.StatusCode == http.StatusNoContent {
		return &Problem{Door: method + " " + path, Status: res.StatusCode, Code: "nothing_waiting"}
	}
	// The generator of the load shares the processors with what it measures, and
	// would spend half of its time on reading answers with encoding/json.
	if err := jsonv2.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s %s: %w: %s", method, path, err, raw[:min(len(raw), 300)])
	}
	return nil
}

func problem(door string, res *http.Response, raw []byte) error {
	p := &Problem{Door: door, Status: res.StatusCode}
	if !strings.Contains(res.Header.Get("Content-Type"), "json") || json.Unmarshal(raw, p) != nil || p.Code == "" {
		p.Detail = string(raw[:min(len(raw), 300)])
	}
	return p
}

// At is the same person asking another node.
func (c *Client) At(base string) *Client {
	return &Client{base: base + "/api/v1", token: c.token, http: NewTransport()}
}
