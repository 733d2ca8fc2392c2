package ui

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A difference is one place at which two bodies differ.
type difference struct {
	Pointer string // JSON pointer; the whole is "/"
	Before  string // JSON; empty: it is not there
	After   string
}

// differences are the places at which two JSON texts differ, by JSON pointer.
// false: one of them is no JSON.
func differences(before, after []byte) ([]difference, bool) {
	a, okA := leaves(before)
	b, okB := leaves(after)
	if !okA || !okB {
		return nil, false
	}
	var all []difference
	for pointer, value := range a {
		if b[pointer] != value {
			all = append(all, difference{pointer, value, b[pointer]})
		}
	}
	for pointer, value := range b {
		if _, there := a[pointer]; !there {
			all = append(all, difference{pointer, "", value})
		}
	}
	slices.SortFunc(all, func(x, y difference) int { return strings.Compare(x.Pointer, y.Pointer) })
	return all, true
}

// leaves are the values of a JSON text that hold no others, by JSON pointer.
func leaves(text []byte) (map[string]string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil, false
	}
	all := map[string]string{}
	collect(all, "", value)
	return all, true
}

func collect(into map[string]string, pointer string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			collect(into, pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(key), inner)
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for i, inner := range v {
			collect(into, pointer+"/"+strconv.Itoa(i), inner)
		}
		if len(v) > 0 {
			return
		}
	}
	written, err := json.Marshal(value)
	if err != nil {
		panic("JSON that was read cannot be written: " + err.Error())
	}
	if pointer == "" {
		pointer = "/"
	}
	into[pointer] = string(written)
}
