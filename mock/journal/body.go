package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// MaxBody is how many bytes of a body are kept. Our choice.
const MaxBody = 16 << 10

// A Body is what is kept of the body of a request or an answer. The zero value
// is no body; NewBody makes others.
//
// As JSON it is {"json": …, "size": n} if it was kept whole and is JSON, with
// its keys in their order and its numbers as they were written, but without the
// white space between them; else {"text": "…", "size": n}, with "cut": true and
// "sha256" if only the head was kept. Bytes of a text that are no UTF-8 become
// U+FFFD.
type Body struct {
	// Text is the body, or the first MaxBody bytes of it, with secrets as ***.
	Text []byte
	// Size is how many bytes were sent, secrets included.
	Size int
	// SHA256 is of all that was sent, in hexadecimal; only set if Cut.
	SHA256 string
	Cut    bool
}

// NewBody keeps b. The caller must not change b any more: a body that is not
// cut and holds no secret is kept without copying it.
func NewBody(b []byte) Body {
	if len(b) == 0 {
		return Body{}
	}
	body := Body{Size: len(b)}
	head := b
	if len(b) > MaxBody {
		sum := sha256.Sum256(b)
		body.Cut, body.SHA256 = true, hex.EncodeToString(sum[:])
		head = b[:MaxBody]
	}
	body.Text = redact(head)
	if sharesArray(body.Text, head) && (body.Cut || cap(b) > 2*len(b)+512) {
		body.Text = bytes.Clone(body.Text) // or it would hold on to all of b
	}
	return body
}

func sharesArray(a, b []byte) bool { return &a[0] == &b[0] }

// IsZero tells that there was no body.
func (b Body) IsZero() bool { return b.Size == 0 }

// held is how many bytes of memory the body keeps from being freed.
func (b Body) held() int64 { return int64(cap(b.Text) + len(b.SHA256)) }

// writtenBody is the JSON form of a Body.
type writtenBody struct {
	JSON   json.RawMessage `json:"json,omitempty"`
	Text   *string         `json:"text,omitempty"`
	Size   int             `json:"size"`
	SHA256 string          `json:"sha256,omitempty"`
	Cut    bool            `json:"cut,omitempty"`
}

// MarshalJSON writes the form that the type's comment shows.
func (b Body) MarshalJSON() ([]byte, error) {
	w := writtenBody{Size: b.Size, SHA256: b.SHA256, Cut: b.Cut}
	switch {
	case b.IsZero():
	case !b.Cut && json.Valid(b.Text) && utf8.Valid(b.Text):
		w.JSON = b.Text
	default:
		text := string(b.Text)
		w.Text = &text
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (b *Body) UnmarshalJSON(from []byte) error {
	var w writtenBody
	if err := json.Unmarshal(from, &w); err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	*b = Body{Text: w.JSON, Size: w.Size, SHA256: w.SHA256, Cut: w.Cut}
	if w.Text != nil {
		b.Text = []byte(*w.Text)
	}
	return nil
}
