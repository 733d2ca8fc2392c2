package fault

import (
	"bytes"
	"encoding/json"

	"github.com/tidwall/gjson"
)

// A kind is what a node of a body is.
type kind int

const (
	scalar kind = iota // written as it is
	object
	array
)

// A node is a part of a JSON body whose parts keep their order and their
// spelling, which encoding/json would not.
type node struct {
	kind    kind
	raw     string   // of a scalar
	members []member // of an object
	items   []*node  // of an array
}

type member struct {
	key   string // as it is written, with its quotes
	value *node
}

// parse reads a body; nil if it is no JSON.
func parse(body []byte) *node {
	if !gjson.ValidBytes(body) {
		return nil
	}
	return nodeOf(gjson.ParseBytes(body))
}

func nodeOf(value gjson.Result) *node {
	switch {
	case value.IsObject():
		n := &node{kind: object}
		value.ForEach(func(key, value gjson.Result) bool {
			n.members = append(n.members, member{key.Raw, nodeOf(value)})
			return true
		})
		return n
	case value.IsArray():
		n := &node{kind: array}
		value.ForEach(func(_, value gjson.Result) bool {
			n.items = append(n.items, nodeOf(value))
			return true
		})
		return n
	default:
		return raw(value.Raw)
	}
}

// raw is a part that is JSON already.
func raw(json string) *node { return &node{raw: json} }

// text is a string.
func text(s string) *node {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("a text cannot be written: " + err.Error())
	}
	return raw(string(quoted))
}

func (n *node) write(b *bytes.Buffer) {
	switch n.kind {
	case object:
		b.WriteByte('{')
		for i, m := range n.members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(m.key)
			b.WriteByte(':')
			m.value.write(b)
		}
		b.WriteByte('}')
	case array:
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.write(b)
		}
		b.WriteByte(']')
	case scalar:
		b.WriteString(n.raw)
	}
}

// member is the value of an object's key; nil if it has none.
func (n *node) member(key string) *node {
	for _, m := range n.members {
		if m.key == `"`+key+`"` {
			return m.value
		}
	}
	return nil
}

// set gives an object's key a value; a new key comes last. It is false for what
// is no object.
func (n *node) set(key string, value *node) bool {
	if n.kind != object {
		return false
	}
	for i, m := range n.members {
		if m.key == `"`+key+`"` {
			n.members[i].value = value
			return true
		}
	}
	n.members = append(n.members, member{`"` + key + `"`, value})
	return true
}

// remove takes a key out of an object; false if it has none.
func (n *node) remove(key string) bool {
	for i, m := range n.members {
		if m.key == `"`+key+`"` {
			n.members = append(n.members[:i:i], n.members[i+1:]...)
			return true
		}
	}
	return false
}

// walk visits a node and all below it; key is that of its nearest object.
func (n *node) walk(key string, visit func(key string, n *node)) {
	visit(key, n)
	for _, m := range n.members {
		m.value.walk(m.key[1:len(m.key)-1], visit)
	}
	for _, item := range n.items {
		item.walk(key, visit)
	}
}

// rewrite is a body after a change of its parts; one that is no JSON stays as
// it is.
func rewrite(body []byte, change func(*node) bool) (changed []byte, ok bool) {
	root := parse(body)
	if root == nil || !change(root) {
		return body, false
	}
	var b bytes.Buffer
	b.Grow(len(body) + 256)
	root.write(&b)
	return b.Bytes(), true
}

// edit changes the parts of an attempt's body.
func (a *Attempt) edit(change func(*node) bool) (changed bool) {
	a.Body, changed = rewrite(a.Body, change)
	return changed
}

// set gives a key at the top of an attempt's body a value.
func (a *Attempt) set(key string, value *node) bool {
	return a.edit(func(body *node) bool { return body.set(key, value) })
}
