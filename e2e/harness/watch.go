package harness

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// Watch opens the person's live stream and calls each with every topic it is
// told, until ctx ends or the line is cut. It returns once the stream is open.
func (c *Client) Watch(ctx context.Context, each func(topic string)) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/events", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	client := *c.http
	client.Timeout = 0 // a stream has no end
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		return problem("GET /events", res, nil)
	}
	go func() {
		defer func() { _ = res.Body.Close() }()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			var m struct {
				Topic string `json:"topic"`
			}
			if ok && json.Unmarshal([]byte(data), &m) == nil && m.Topic != "" {
				each(m.Topic)
			}
		}
	}()
	return nil
}
