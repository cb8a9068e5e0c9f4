// Package api is the door for machines: every step of the main flow as a JSON
// call under /api/v1, described by OpenAPI 3.1 at /api/v1/openapi.json.
//
// It reads requests, asks the rooms and words their errors (RFC 9457). It
// decides nothing and knows no SQL.
package api
