package wire

import (
	"context"
	"io"
	"iter"
	"slices"
	"time"
)

// pause waits, by the wall. It is false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// tick is about how often a part of a body leaves that trickles.
const tick = 100 * time.Millisecond

// chunks are the parts in which a body leaves at a rate; 0 is at once.
func chunks(body []byte, bytesPerSecond int) iter.Seq[[]byte] {
	if bytesPerSecond <= 0 {
		return func(yield func([]byte) bool) { yield(body) }
	}
	return slices.Chunk(body, max(1, int(int64(bytesPerSecond)*int64(tick)/int64(time.Second))))
}

// wait is how long a part takes at a rate.
func wait(part []byte, bytesPerSecond int) time.Duration {
	return time.Duration(len(part)) * time.Second / time.Duration(bytesPerSecond)
}

// A trickling is a body that is read slowly.
type trickling struct {
	ctx  context.Context
	rate int // bytes a second
	rest []byte
}

// Read gives the next part once its time has come.
func (t *trickling) Read(into []byte) (int, error) {
	if len(t.rest) == 0 {
		return 0, io.EOF
	}
	for part := range chunks(t.rest, t.rate) {
		n := copy(into, part)
		t.rest = t.rest[n:]
		if !pause(t.ctx, wait(part[:n], t.rate)) {
			return n, context.Cause(t.ctx)
		}
		return n, nil
	}
	return 0, io.EOF
}
