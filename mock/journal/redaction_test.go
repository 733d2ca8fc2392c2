package journal

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	long := `{"password":"` + strings.Repeat("s", 40)
	tests := []struct{ name, body, want string }{
		{"nothing to hide", `{"username":"ana","institution":"erebor_br_retail"}`, `{"username":"ana","institution":"erebor_br_retail"}`},
		{"a link's credentials", `{"username":"ana","password":"s3cret", "password2" : "x", "token":"123456"}`, `{"username":"ana","password":"***", "password2" : "***", "token":"***"}`},
		{"a request for a token", `{"id":"11111111","password":"s3cret","scopes":"read"}`, `{"id":"11111111","password":"***","scopes":"read"}`},
		{"a token", `{"access":"eyJ.a.b","refresh":"eyJ.c.d"}`, `{"access":"***","refresh":"***"}`},
		{"a key that only begins so", `{"access_mode":"single","refresh_rate":"7d","tokens":1}`, `{"access_mode":"single","refresh_rate":"7d","tokens":1}`},
		{"fiscal", `{"certificate":"MII","private_key":"MIE"}`, `{"certificate":"***","private_key":"***"}`},
		{"what webhooks are sent with", `{"url":"http://app","authorization":"Bearer x"}`, `{"url":"http://app","authorization":"***"}`},
		{"any case of letters", `{"Password":"x","AUTHORIZATION":"y"}`, `{"Password":"***","AUTHORIZATION":"***"}`},
		{"nested", `[{"a":{"b":[{"password":"x"}]}}]`, `[{"a":{"b":[{"password":"***"}]}}]`},
		{"a number", `{"token":123456,"n":1}`, `{"token":"***","n":1}`},
		{"true at the end", `{"token":true}`, `{"token":"***"}`},
		{"an object", `{"token":{"a":"}","b":[1,"\"]"]},"n":1}`, `{"token":"***","n":1}`},
		{"an array", `{"token":["a","b"],"n":1}`, `{"token":"***","n":1}`},
		{"null and empty are no secrets", `{"token":null,"password":""}`, `{"token":null,"password":""}`},
		{"a quote in it", `{"password":"a\"b\\","n":1}`, `{"password":"***","n":1}`},
		{"only a backslash", `{"password":"\\","n":1}`, `{"password":"***","n":1}`},
		{"white space", "{\n  \"password\"\t:\r\n\"x\"\n}", "{\n  \"password\"\t:\r\n\"***\"\n}"},
		{"an escaped key", `{"p\u0061ssword":"x"}`, `{"p\u0061ssword":"***"}`},
		{"a key escaped whole", `{"\u0074\u006f\u006b\u0065\u006e":"x"}`, `{"\u0074\u006f\u006b\u0065\u006e":"***"}`},
		{"the word as a value", `{"a":"password","b":"x","c":["token",":y"]}`, `{"a":"password","b":"x","c":["token",":y"]}`},
		{"JSON in a string", `{"raw":"{\"password\": \"s\\\"x\\\\\", \"n\": 1}","b":"y"}`, `{"raw":"{\"password\": \"***\", \"n\": 1}","b":"y"}`},
		{"a number in a string", `{"raw":"{\"token\":123}"}`, `{"raw":"{\"token\":\"***\"}"}`},
		{"JSON in a string in a string", `{"raw":"{\"raw\":\"{\\\"token\\\":\\\"x\\\"}\"}"}`, `{"raw":"{\"raw\":\"{\\\"token\\\":\\\"***\\\"}\"}"}`},
		{"indented JSON in a string", `{"raw":"{\n \"token\":\n  \"x\"\n}"}`, `{"raw":"{\n \"token\":\n  \"***\"\n}"}`},
		{"cut inside the secret", long, `{"password":"***"`},
		{"cut after a letter of it", `{"password":"s`, `{"password":"***"`},
		{"cut before it", `{"password":`, `{"password":`},
		{"cut inside an object", `{"token":{"a":"b`, `{"token":"***"`},
		{"a missing quote before", `{"a: "x", "password":"s"}`, `{"a: "x", "password":"***"}`},
		{"no quotes around it", `{"password": s p a c e , "n":1}`, `{"password": "***" , "n":1}`},
		{"a printed dictionary", `{'password': 's', 'n': 1}`, `{'password': '***', 'n': 1}`},
		{"a form", "id=1111&password=s%26x&n=1", "id=1111&password=***&n=1"},
		{"a form with a semicolon in the secret", "password=a;b&n=1", "password=***&n=1"},
		{"a form with an escaped key", "pass%77ord=s", "pass%77ord=***"},
		{"a text that is no form", "a = b: c", "a = b: c"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := []byte(tt.body)
			if diff := cmp.Diff(tt.want, string(redact(body))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if string(body) != tt.body {
				t.Error("the body itself was changed")
			}
		})
	}
}

func TestEverySecretKeyIsHidden(t *testing.T) {
	t.Parallel()
	for key := range secretKeys {
		if len(key) > maxKey {
			t.Errorf("%s is longer than maxKey", key)
		}
		if got := string(redact([]byte(`{"` + key + `":"x"}`))); got != `{"`+key+`":"***"}` {
			t.Errorf("JSON: got %s", got)
		}
		if got := redactQuery(key + "=x"); got != key+"=***" {
			t.Errorf("query: got %s", got)
		}
	}
}

// Whatever comes in, redaction ends without a panic. What is well formed stays
// so, keeps all that is no secret, and holds no secret any more.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{
		`{"password":"a\"b","x":{"token":[1,{"access":"y"}]}}`, `{"raw":"{\"password\":\"x\"}"}`, `{"p\u0061ssword":"x"}`,
		`{"password":"a`, `a=1&password=2;3`, `["token",":"]`, `{"token\\":"x"}`, `{'token':"x"}`, `{"a":"\"token\":","b":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		out := redact(body)
		var before, after any
		if json.Unmarshal(body, &before) != nil {
			return
		}
		if err := json.Unmarshal(out, &after); err != nil {
			t.Fatalf("%q became %q: %v", body, out, err)
		}
		compare(t, before, after)
	})
}

func compare(t *testing.T, before, after any) {
	t.Helper()
	switch b := before.(type) {
	case map[string]any:
		a, _ := after.(map[string]any)
		if len(a) != len(b) {
			t.Fatalf("%v became %v", before, after)
		}
		for key, value := range b {
			switch {
			case isSecret([]byte(key)):
				if got := a[key]; got != stars && got != "" && got != nil {
					t.Fatalf("%s is still %v", key, got)
				}
			case strings.ContainsAny(key, `\"':`): // its end may look like a key of nested JSON
			default:
				compare(t, value, a[key])
			}
		}
	case []any:
		a, _ := after.([]any)
		if len(a) != len(b) {
			t.Fatalf("%v became %v", before, after)
		}
		for i := range b {
			compare(t, b[i], a[i])
		}
	case string:
		a, ok := after.(string)
		if !ok || a != b && !strings.Contains(b, ":") && !strings.Contains(b, "=") {
			t.Fatalf("%q became %v", before, after)
		}
	default:
		if !reflect.DeepEqual(before, after) {
			t.Fatalf("%v became %v", before, after)
		}
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, field, value, want string }{
		{"basic", "Authorization", "Basic dXNlcjpwYXNz", "Basic ***"},
		{"the scheme as it was written", "Authorization", "bearer x", "bearer ***"},
		{"no scheme", "Authorization", "s3cret", "***"},
		{"a first word that is no scheme", "Authorization", "my s3cret", "***"},
		{"a proxy's", "Proxy-Authorization", "Basic x", "Basic ***"},
		{"cookies", "Cookie", "a=b", "***"},
		{"set cookies", "Set-Cookie", "a=b", "***"},
		{"a key", "X-Api-Key", "x", "***"},
		{"a token of ours", "X-Belvo-Mock-Control-Token", "x", "***"},
		{"no canonical name", "x-api-key", "x", "***"},
		{"a challenge is open", "Www-Authenticate", `Basic realm="api"`, `Basic realm="api"`},
		{"the async header", "X-Belvo-Request-Mode", "async", "async"},
		{"where it leads", "Location", "https://app/?token=x&n=1", "https://app/?token=***&n=1"},
		{"too long", "X-Long", strings.Repeat("é", 300), strings.Repeat("é", 256) + "…"},
		{"empty", "Authorization", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := NewHeader(map[string][]string{tt.field: {tt.value}})
			if diff := cmp.Diff(Header{tt.field: tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("many fields", func(t *testing.T) {
		t.Parallel()
		many := map[string][]string{}
		for i := range 100 {
			many["X-"+string(rune('!'+i))] = []string{"a", "b"}
		}
		got := NewHeader(many)
		if len(got) != maxFields || got["X-!"] != "a, b" {
			t.Errorf("got %d fields, the first is %q", len(got), got["X-!"])
		}
	})
}

func TestURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, url, want string }{
		{"open", "http://app:3000/hook?link=1", "http://app:3000/hook?link=1"},
		{"a secret in the query", "http://app/hook?a=1&token=x&secret=y#top", "http://app/hook?a=1&token=***&secret=***#top"},
		{"a password", "http://ana:s3@app:3000/hook", "http://ana:***@app:3000/hook"},
		{"a password without a path", "http://ana:s@3@app", "http://ana:***@app"},
		{"in a fragment", "/x#access_token=y", "/x#access_token=***"},
		{"an at sign in the path", "http://app/@hook", "http://app/@hook"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := New(Limits{}).Append(Entry{Kind: KindAttempt, Data: AttemptData{URL: tt.url}})
			if diff := cmp.Diff(tt.want, e.Data.(AttemptData).URL); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
