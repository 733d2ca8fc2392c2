package wire

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"
)

// keys are what a client wants to see of every row.
//
// Source: vendor document for fields and omit; that both together mean fields
// without omit, that unknown names are ignored, and the two underscores for
// what lies deeper, are inferred.
type keys struct {
	fields, omit []string
}

// all tells whether every key is wanted.
func (k keys) all() bool { return k.fields == nil && k.omit == nil }

func keysOf(values url.Values) keys {
	return keys{fields: names(values, "fields"), omit: names(values, "omit")}
}

func names(values url.Values, name string) []string {
	text, _ := lastOf(values, name)
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// write writes an object with only those keys, in the order it has them and
// with its values to the letter.
func (k keys) write(b *bytes.Buffer, object []byte) {
	if k.all() {
		b.Write(object)
		return
	}
	b.WriteByte('{')
	written := false
	gjson.ParseBytes(object).ForEach(func(key, value gjson.Result) bool {
		inner, shown := k.below(key.String())
		if !shown {
			return true
		}
		if written {
			b.WriteByte(',')
		}
		written = true
		b.WriteString(key.Raw)
		b.WriteByte(':')
		if value.IsObject() {
			inner.write(b, []byte(value.Raw))
		} else {
			b.WriteString(value.Raw)
		}
		return true
	})
	b.WriteByte('}')
}

// below is what is wanted of a key's own object, and whether the key is shown.
func (k keys) below(key string) (inner keys, shown bool) {
	whole := k.fields == nil
	for _, name := range k.fields {
		switch rest, deeper := strings.CutPrefix(name, key+"__"); {
		case name == key:
			whole = true
		case deeper:
			inner.fields = append(inner.fields, rest)
		}
	}
	if whole {
		inner.fields = nil
	}
	for _, name := range k.omit {
		if name == key {
			return keys{}, false
		}
		if rest, deeper := strings.CutPrefix(name, key+"__"); deeper {
			inner.omit = append(inner.omit, rest)
		}
	}
	return inner, whole || inner.fields != nil
}
