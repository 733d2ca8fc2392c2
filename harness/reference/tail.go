package reference

import "sync"

// A tail keeps the end of what is printed. The zero value is empty.
type tail struct {
	mu   sync.Mutex
	text string
}

// longest is how many bytes of it are kept.
const longest = 16 << 10

func (t *tail) add(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text += line + "\n"
	t.text = t.text[max(0, len(t.text)-longest):]
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text
}
