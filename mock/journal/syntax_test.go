package journal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestFindSyntaxError(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       journal.SyntaxError
		says       string
	}{
		{"a key without quotes", "{\n  \"é\": 1,\n  b: 2}", journal.SyntaxError{Offset: 15, Line: 3, Column: 3}, "'b'"},
		{"a comma too many", `{"é": [1,]}`, journal.SyntaxError{Offset: 10, Line: 1, Column: 10}, "']'"},
		{"a second value", `{} {}`, journal.SyntaxError{Offset: 3, Line: 1, Column: 4}, "after top-level value"},
		{"a byte behind", `{}x`, journal.SyntaxError{Offset: 2, Line: 1, Column: 3}, "after top-level value"},
		{"the wrong last byte", `{"a": 1]`, journal.SyntaxError{Offset: 7, Line: 1, Column: 8}, "']'"},
		{"cut off in a text", `{"a": "b`, journal.SyntaxError{Offset: 8, Line: 1, Column: 9}, "unexpected end"},
		{"cut off after a line", "{\"a\": 1,\n", journal.SyntaxError{Offset: 9, Line: 2, Column: 1}, "unexpected end"},
		{"nothing", "", journal.SyntaxError{Offset: 0, Line: 1, Column: 1}, "unexpected end"},
		{"no JSON at all", "<html>", journal.SyntaxError{Offset: 0, Line: 1, Column: 1}, "'<'"},
		{"one byte", "x", journal.SyntaxError{Offset: 0, Line: 1, Column: 1}, "'x'"},
		{"no UTF-8", "{\"é\": \"\xff\"}", journal.SyntaxError{Offset: 8, Line: 1, Column: 8}, "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, found := journal.FindSyntaxError([]byte(tt.text))
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(got, "Message")); !found || diff != "" || !strings.Contains(got.Message, tt.says) {
				t.Errorf("%q: found %t %q (-want +got):\n%s", tt.text, found, got.Message, diff)
			}
		})
	}
	for _, text := range []string{`{}`, ` [1, "�"] ` + "\n", `null`} {
		if got, found := journal.FindSyntaxError([]byte(text)); found {
			t.Errorf("%q is JSON, but there is %+v", text, got)
		}
	}
}

func FuzzFindSyntaxError(f *testing.F) {
	f.Add([]byte("{\"a\":\n[1,}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		at, found := journal.FindSyntaxError(text)
		if found && (at.Offset < 0 || at.Offset > len(text) || at.Line < 1 || at.Column < 1 || at.Message == "") {
			t.Errorf("%q: %+v", text, at)
		}
	})
}
