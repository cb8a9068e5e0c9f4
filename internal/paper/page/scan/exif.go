package scan

import (
	"bytes"
	"encoding/binary"
)

// exifTurns are the quarter turns clockwise that bring a picture upright, by
// the orientation that its Exif part tells (CIPA DC-008, tag 0x0112). Mirrored
// ones are left out: no scanner and no camera makes them.
var exifTurns = map[uint16]int{1: 0, 3: 2, 6: 1, 8: 3}

// exifTurn is how the file says that it is to be turned, in quarters clockwise;
// Automatic when it says nothing. Cameras and some scanners store every picture
// as the sensor saw it and note the rest beside it.
func exifTurn(raw []byte) int {
	if !bytes.HasPrefix(raw, jpegMagic) {
		return Automatic
	}
	body := jpegSegments(raw).exif
	if len(body) < 8 {
		return Automatic
	}
	var order binary.ByteOrder = binary.BigEndian
	if body[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(body[4:]))
	if at+2 > uint64(len(body)) {
		return Automatic
	}
	entries := body[at+2:]
	for range order.Uint16(body[at:]) {
		if len(entries) < 12 {
			break
		}
		const orientation, short = 0x0112, 3
		if order.Uint16(entries) == orientation && order.Uint16(entries[2:]) == short {
			if turn, known := exifTurns[order.Uint16(entries[8:])]; known {
				return turn
			}
		}
		entries = entries[12:]
	}
	return Automatic
}
