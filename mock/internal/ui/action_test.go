package ui

import "testing"

func TestCurlSurvivesTheShell(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   action
		want string
	}{
		{"a plain call", action{Method: "GET", Path: "/_mock/version", base: "http://127.0.0.1:8080"}, "curl http://127.0.0.1:8080/_mock/version"},
		{"a POST without a body says so", action{Method: "POST", Path: "/x", base: "http://h"}, "curl -X POST http://h/x"},
		{
			"a body with quotes, dollars and a new line",
			action{Method: "POST", Path: "/x", Body: `{"a":"it's $HOME"}` + "\n", base: "http://h"},
			`curl http://h/x -H 'Content-Type: application/json' -d '{"a":"it'\''s $HOME"}` + "\n'",
		},
		{"a token is taken from the environment", action{Method: "DELETE", Path: "/x", base: "http://h", guarded: true},
			`curl -X DELETE http://h/x -H "Authorization: Bearer $BELVO_MOCK_CONTROL_TOKEN"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.in.Curl(); got != tt.want {
				t.Errorf("Curl() is\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
