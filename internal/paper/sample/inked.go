package sample

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

// Inked is a grey JPEG of a page with ink on which no layout is printed, as an
// attachment is. Pages of different seeds differ; width and height in pixels.
func Inked(width, height int, seed uint64) []byte {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	r := rand.New(rand.NewPCG(seed, 1))
	for range width * height / 550 {
		x, y := width/6+r.IntN(width*2/3), height/8+r.IntN(height*3/4)
		for d := range 12 {
			img.SetGray(x+d, y, color.Gray{Y: 30})
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil) // a buffer takes everything
	return b.Bytes()
}
