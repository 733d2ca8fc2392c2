package widget

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// A square is a QR code as the path of an SVG, in modules.
type square struct {
	Side int
	Path string
}

// margin is how much stays white around a QR code, in modules: what its norm
// asks for.
const margin = 4

// squareOf is a text as a QR code; nil if it is too long for one.
func squareOf(text string) *square {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	return &square{Side: code.Size + 2*margin, Path: path.String()}
}
