package scan

import "encoding/binary"

// The grain of paper: how far the samples of a block may lie apart that shows
// nothing else. The faintest pencil is some 35 levels darker, so that noise up
// to here is left out of a page and with it a fifth to a third of its bytes.
const leastGrain, mostGrain = 12, 28

// grainOf looks at a few blocks from all over a page. At least a quarter of a
// page is bare, and half as much again holds nearly all of such blocks.
func grainOf(p plane) int {
	var counts [256]int
	total := 0
	for y := 0; y+8 <= p.h; y += 56 {
		for x := y % 40; x+8 <= p.w; x += 40 {
			counts[p.spread(x, y)]++
			total++
		}
	}
	return min(max(int(quantile(&counts, total/4))*3/2, leastGrain), mostGrain)
}

// spread is how far the samples of a whole block lie apart.
func (p plane) spread(x, y int) byte {
	low, high := byte(255), byte(0)
	for dy := range 8 {
		at := (y+dy)*p.stride + x
		for _, v := range p.pix[at : at+8] {
			low, high = min(low, v), max(high, v)
		}
	}
	return high - low
}

// bare tells whether no sample of a whole block is further from its mean than
// half the grain, and their sum. Every block of every page is asked: four
// samples are compared at a time, sixteen bits each, of which the highest stays
// set as long as nothing is out of bounds.
func (p plane) bare(x, y, grain int) (sum int32, ok bool) {
	const ones, high = 0x0001000100010001, 0x8000800080008000
	var rows [8]uint64
	sums := uint64(0)
	for dy := range rows {
		v := binary.LittleEndian.Uint64(p.pix[(y+dy)*p.stride+x:])
		rows[dy] = v
		sums += v&lanes + v>>8&lanes
	}
	sum = int32(sums * ones >> 48)
	mean := int(sum+32) / 64
	low, top := uint64(max(mean-grain/2, 0))*ones, uint64(mean+grain/2)*ones|high
	within := uint64(high)
	for _, v := range rows {
		a, b := v&lanes, v>>8&lanes
		within &= ((a | high) - low) & (top - a) & ((b | high) - low) & (top - b)
	}
	return sum, within == high
}
