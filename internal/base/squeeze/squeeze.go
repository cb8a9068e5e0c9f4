// Package squeeze makes bytes of the past smaller, without loss, by zstd.
package squeeze

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Most is how long unpacked bytes may be: what would be longer was not packed
// by this program.
const Most = 256 << 20

// Both are made once and used by all at the same time; the options are
// constant, so an error here is one of this file.
var (
	encoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2))
		if err != nil {
			panic(err)
		}
		return e
	})
	decoder = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(Most))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// Pack makes raw smaller. A checksum goes with it.
func Pack(raw []byte) []byte { return encoder().EncodeAll(raw, nil) }

// Unpack gives back what went into Pack; an error for any other bytes.
func Unpack(packed []byte) ([]byte, error) { return decoder().DecodeAll(packed, nil) }
