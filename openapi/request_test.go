package openapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQueryIsCheckedByTheDocument(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, query, want string }{
		{"nothing but what is required", "link=" + aLink, ""},
		{"all at once", "link=" + aLink + "&page=2&page_size=10&amount__gte=-1.50&day=2024-02-29&kind=big&code=BR&owned=false", ""},
		{"what is required is missing", "", "required link"},
		{"empty is not missing, but no UUID", "link=", "invalid link"},
		{"no UUID", "link=17", "invalid link"},
		{"a UUID in capitals", "link=" + strings.ToUpper(aLink), ""},
		{"an unknown parameter is no problem", "link=" + aLink + "&date_from=x", ""},
		{"several problems, in the document's order", "kind=huge&link=1&page=0", "invalid page|invalid link|invalid_choice kind"},
		{"the first page is 1", "link=" + aLink + "&page=0", "invalid page"},
		{"a page beyond any end may be asked for", "link=" + aLink + "&page=5000000000", ""},
		{"a large page size is clamped elsewhere", "link=" + aLink + "&page_size=5000000000", ""},
		{"no rows", "link=" + aLink + "&page_size=0", "invalid page_size"},
		{"fewer than no rows", "link=" + aLink + "&page_size=-1", "invalid page_size"},
		{"no number", "link=" + aLink + "&page_size=ten", "invalid page_size"},
		{"an empty number", "link=" + aLink + "&page_size=", "invalid page_size"},
		{"a fraction of a page", "link=" + aLink + "&page=1.5", "invalid page"},
		{"a signed page", "link=" + aLink + "&page=%2B1", "invalid page"},
		{"more than an integer holds", "link=" + aLink + "&page=99999999999999999999", "invalid page"},
		{"one in the list", "link=" + aLink + "&link__in=" + aLink, ""},
		{"two in the list", "link=" + aLink + "&link__in=" + aLink + "," + aLink, ""},
		{"a wrong one in the list", "link=" + aLink + "&link__in=" + aLink + ",x", "invalid link__in"},
		{"a hole in the list", "link=" + aLink + "&link__in=" + aLink + ",", "invalid link__in"},
		{"a range", "link=" + aLink + "&amount__range=1,2.5", ""},
		{"half a range", "link=" + aLink + "&amount__range=1", "invalid amount__range"},
		{"three ends", "link=" + aLink + "&amount__range=1,2,3", "invalid amount__range"},
		{"a range of words", "link=" + aLink + "&amount__range=a,b", "invalid amount__range"},
		{"an amount with an exponent", "link=" + aLink + "&amount__gte=1e3", "invalid amount__gte"},
		{"an amount without digits", "link=" + aLink + "&amount__gte=.5", "invalid amount__gte"},
		{"not a number at all", "link=" + aLink + "&amount__gte=NaN", "invalid amount__gte"},
		{"a day against a moment", "link=" + aLink + "&made_at__lt=" + aDay, ""},
		{"a moment against a moment", "link=" + aLink + "&made_at__lt=2026-01-31T10:00:00Z", ""},
		{"from a day to a moment", "link=" + aLink + "&made_at__range=" + aDay + ",2026-02-01T00:00:00-03:00", ""},
		{"from a day to a word", "link=" + aLink + "&made_at__range=" + aDay + ",now", "invalid made_at__range"},
		{"30 February", "link=" + aLink + "&day=2026-02-30", "invalid day"},
		{"a moment where days are asked", "link=" + aLink + "&day=2026-01-31T10:00:00Z", "invalid day"},
		{"a pattern", "link=" + aLink + "&code=br", "invalid code"},
		{"neither true nor false", "link=" + aLink + "&owned=yes", "invalid owned"},
		{"repeated, both right", "link=" + aLink + "&page=1&page=2", ""},
		{"repeated, the first wrong", "link=" + aLink + "&page=x&page=2", "invalid page"},
		{"repeated, the last wrong", "link=" + aLink + "&page=2&page=x", "invalid page"},
	}
	op := smallOperation(t, "ListThings")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/api/things/?"+tt.query, nil)
			r.Header.Set("Content-Type", "application/json")
			if diff := cmp.Diff(tt.want, inShort(op.checkRequest(r, nil, nil, "2023"))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBodyIsCheckedByTheDocument(t *testing.T) {
	t.Parallel()
	right := `"link": "` + aLink + `", "day": "` + aDay + `"`
	tests := []struct{ name, body, want string }{
		{"what is required", `{` + right + `}`, ""},
		{"an unknown field is no problem", `{` + right + `, "colour": "red"}`, ""},
		{"anything in a free object", `{` + right + `, "settings": {"a": [1]}}`, ""},
		{"no body is an empty object", ``, "required day|required link"},
		{"an empty object", `{}`, "required day|required link"},
		{"not JSON", `{"link": `, "parse_error"},
		{"white space", `  `, "parse_error"},
		{"data after the value", `{` + right + `} {}`, "parse_error"},
		{"white space after the value", "{" + right + "}\r\n", ""},
		{"a list", `[]`, "parse_error"},
		{"null", `null`, "parse_error"},
		{"text", `"x"`, "parse_error"},
		{"not UTF-8", "{\"link\": \"\xff\"}", "parse_error"},
		{"null where it may not be", `{"link": null, "day": null}`, "null day|null link"},
		{"null where it may be", `{` + right + `, "email": null}`, ""},
		{"empty where something is required", `{"link": "", "day": ""}`, "blank day|blank link"},
		{"empty where a length is asked", `{` + right + `, "name": ""}`, "blank name"},
		{"empty where nothing is required", `{` + right + `, "email": ""}`, "invalid email"},
		{"formats", `{"link": "x", "day": "2026-02-30", "email": "x"}`, "invalid day|invalid email|invalid link"},
		{"types", `{"link": 1, "day": {}, "owned": "true", "count": "1"}`, "invalid count|invalid day|invalid link|invalid owned"},
		{"an enumeration", `{` + right + `, "kinds": ["huge", "big", "tiny"]}`, "invalid_choice kinds"},
		{"not a list", `{` + right + `, "kinds": "big"}`, "not_a_list kinds"},
		{"an empty list", `{` + right + `, "kinds": []}`, "invalid kinds"},
		{"null in a list", `{` + right + `, "kinds": [null]}`, "null kinds"},
		{"too little", `{` + right + `, "count": 0}`, "min_value count"},
		{"too much", `{` + right + `, "count": 10}`, "max_value count"},
		{"no whole number", `{` + right + `, "count": 1.5}`, "invalid count"},
		{"a number beyond floats", `{` + right + `, "count": 1e999}`, "invalid count"},
		{"too many decimals", `{` + right + `, "price": 1.001}`, "max_decimal_places price"},
		{"too short", `{` + right + `, "name": "ab"}`, "min_length name"},
		{"too long", `{` + right + `, "name": "ãééüñáéíó"}`, "max_length name"},
		{"a pattern", `{` + right + `, "code": "A"}`, "invalid code"},
		{"within an object", `{` + right + `, "widget": {"branding": ""}}`, "blank widget.branding"},
		{"missing within an object", `{` + right + `, "widget": {}}`, "required widget.branding"},
		{"not an object", `{` + right + `, "widget": []}`, "invalid widget"},
		{"within a list of objects", `{` + right + `, "widget": {"branding": "x", "pages": [{}, {"url": 1}]}}`, "required widget.pages.url"},
		{"several at once, by name", `{"kinds": 1, "count": 0}`, "min_value count|required day|not_a_list kinds|required link"},
		{"a key twice: the last counts", `{` + right + `, "count": 0, "count": 1}`, ""},
	}
	op := smallOperation(t, "MakeThing")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, inShort(op.checkRequest(wish(), nil, []byte(tt.body), "2023"))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// What only the 2026 reference requires is required in its edition alone.
func TestGenerationDecidesWhatIsRequired(t *testing.T) {
	t.Parallel()
	op := smallOperation(t, "MakeThing")
	body := []byte(`{"link": "` + aLink + `", "day": "` + aDay + `"}`)
	for generation, want := range map[string]string{"2023": "", "2026": "required kinds|required widget"} {
		if got := inShort(op.checkRequest(wish(), nil, body, generation)); got != want {
			t.Errorf("in %s: got problems %q, want %q", generation, got, want)
		}
	}
}

func TestHeadersAndPathAreChecked(t *testing.T) {
	t.Parallel()
	body := `{"link": "` + aLink + `", "day": "` + aDay + `"}`
	tests := []struct{ name, operation, header, value, id, body, want string }{
		{"JSON with a charset", "MakeThing", "Content-Type", "Application/JSON; charset=latin1", "", body, ""},
		{"no content type is JSON", "MakeThing", "Content-Type", "", "", body, ""},
		{"a form is not JSON", "MakeThing", "Content-Type", "application/x-www-form-urlencoded", "", body, "parse_error"},
		{"a form without a body is an empty object", "MakeThing", "Content-Type", "application/x-www-form-urlencoded", "", "", "required day|required link"},
		{"a required header is missing", "MakeThing", "X-Key", "", "", body, "required X-Key"},
		{"a required header is wrong", "MakeThing", "X-Key", "x", "", body, "invalid X-Key"},
		{"another value of an optional header counts as absent", "MakeThing", "X-Request-Mode", "Async", "", body, ""},
		{"an identifier", "DropThing", "X-Key", "", aLink, "", ""},
		{"no identifier", "DropThing", "X-Key", "", "17", "", "not_found"},
		{"a body where none is documented", "DropThing", "X-Key", "", aLink, "{", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := wish()
			r.Header.Del(tt.header)
			if tt.value != "" {
				r.Header.Set(tt.header, tt.value)
			}
			op := smallOperation(t, tt.operation)
			got := inShort(op.checkRequest(r, map[string]string{"id": tt.id}, []byte(tt.body), "2023"))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A message is for the client's author: it shows no pattern, no value, none of kin's words.
func TestMessagesGiveNothingAway(t *testing.T) {
	t.Parallel()
	op := smallOperation(t, "MakeThing")
	body := `{"link": "s3cret", "day": "s3cret", "kinds": ["s3cret"], "count": 0, "price": 0.001, "name": "s3cret-s3cret", "code": "S3CRET", "widget": 1}`
	problems := op.checkRequest(wish(), nil, []byte(body), "2026")
	if len(problems) != 8 {
		t.Errorf("got %d problems, want 8: %+v", len(problems), problems)
	}
	for _, p := range problems {
		if p.Message == "" || !strings.HasSuffix(p.Message, ".") || strings.ContainsAny(p.Message, "^$\\") ||
			strings.Contains(strings.ToLower(p.Message), "s3cret") || strings.Contains(p.Message, "schema") {
			t.Errorf("field %s: message %q", p.Field, p.Message)
		}
	}
}

func TestUnknownNamesWhatTheDocumentDoesNot(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, operation, query, body string
		want                         []string
	}{
		{"nothing", "ListThings", "link=1&page=2", "", nil},
		{"parameters, once each", "ListThings", "date_to=1&date_from=1&date_from=2", "", []string{"query date_from", "query date_to"}},
		{"fields at any depth", "MakeThing", "", `{"colour": 1, "day": 2, "settings": {"any": 1}, "widget": {"size": 1, "pages": [{"url": "x", "a": 1}, {"a": 2}]}}`,
			[]string{"body colour", "body widget.pages.a", "body widget.size"}},
		{"a body where there is none", "DropThing", "", `{"why": "x"}`, []string{"body why"}},
		{"no more than anybody reads", "DropThing", strings.Repeat("a=1&", 3) + manyNames(30), "", unknownNames(20)},
		{"not JSON", "MakeThing", "x=1", `{"colour"`, []string{"query x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/?"+tt.query, nil)
			got := smallOperation(t, tt.operation).unknown(r, []byte(tt.body))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
		})
	}
}

// wish is a request for MakeThing without its body.
func wish() *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/api/things/", nil)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Key", aLink)
	return r
}

// inShort writes problems as "code field|code field".
func inShort(problems []Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, strings.TrimSpace(p.Code+" "+p.Field))
	}
	return strings.Join(all, "|")
}

func manyNames(n int) string {
	return strings.TrimPrefix(strings.ReplaceAll(strings.Join(unknownNames(n), ""), "query ", "&"), "&")
}

// unknownNames are "query a", "query a00", "query a01", …: n of them.
func unknownNames(n int) []string {
	names := []string{"query a"}
	for i := range n - 1 {
		names = append(names, fmt.Sprintf("query a%02d", i))
	}
	return names
}
