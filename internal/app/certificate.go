package app

import (
	"crypto/tls"
	"os"
	"sync"
	"time"
)

// certificate gives the certificate in two files and takes over a renewed one
// without a restart. When the new files are half written or damaged, the old
// certificate is given on.
type certificate struct {
	cert, key string
	mu        sync.Mutex
	read      time.Time // the newer of the two files when they were read
	held      *tls.Certificate
}

func openCertificate(cert, key string) (*certificate, error) {
	c := &certificate{cert: cert, key: key}
	c.read = c.changed() // before they are read: what changes meanwhile is read again
	pair, err := tls.LoadX509KeyPair(cert, key)
	c.held = &pair
	return c, err
}

func (c *certificate) changed() time.Time {
	var newest time.Time
	for _, path := range []string{c.cert, c.key} {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest
}

// get is asked once per connection; two stats are nothing beside a handshake.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.changed(); !at.Equal(c.read) {
		if pair, err := tls.LoadX509KeyPair(c.cert, c.key); err == nil {
			c.held, c.read = &pair, at
		}
	}
	return c.held, nil
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
}
