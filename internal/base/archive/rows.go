package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// One value is a tag and its bytes; text is kept byte for byte, whatever its
// encoding.
const (
	tagNull  = 'n'
	tagInt   = 'i'
	tagFloat = 'f'
	tagText  = 't'
	tagBytes = 'b'
)

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, tagNull), nil
	case int64:
		return binary.AppendVarint(append(b, tagInt), v), nil
	case float64:
		return binary.BigEndian.AppendUint64(append(b, tagFloat), math.Float64bits(v)), nil
	case string:
		return append(binary.AppendUvarint(append(b, tagText), uint64(len(v))), v...), nil
	case []byte:
		return append(binary.AppendUvarint(append(b, tagBytes), uint64(len(v))), v...), nil
	}
	return nil, fmt.Errorf("a value of type %T", v)
}

var errRows = errors.New("rows are damaged")

func takeValue(b []byte) (v any, rest []byte, err error) {
	if len(b) == 0 {
		return nil, nil, errRows
	}
	tag, b := b[0], b[1:]
	switch tag {
	case tagNull:
		return nil, b, nil
	case tagInt:
		i, n := binary.Varint(b)
		if n <= 0 {
			return nil, nil, errRows
		}
		return i, b[n:], nil
	case tagFloat:
		if len(b) < 8 {
			return nil, nil, errRows
		}
		return math.Float64frombits(binary.BigEndian.Uint64(b)), b[8:], nil
	case tagText, tagBytes:
		l, n := binary.Uvarint(b)
		if n <= 0 || l > uint64(len(b)-n) {
			return nil, nil, errRows
		}
		body := b[n : n+int(l)]
		if tag == tagText {
			return string(body), b[n+int(l):], nil
		}
		return append([]byte{}, body...), b[n+int(l):], nil
	}
	return nil, nil, errRows
}

// split gives the values of a chunk, row behind row.
func split(chunk []byte, width int) ([]any, error) {
	var out []any
	for len(chunk) > 0 {
		v, rest, err := takeValue(chunk)
		if err != nil {
			return nil, err
		}
		if out, chunk = append(out, v), rest; len(out) > maxValues {
			return nil, errRows
		}
	}
	if width == 0 || len(out)%width != 0 {
		return nil, errRows
	}
	return out, nil
}
