package widget

import (
	"encoding/json"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Every message is there in every language with the same parameters, and no
// template or step asks for another.
func TestMessagesAreWhole(t *testing.T) {
	t.Parallel()
	parameter := regexp.MustCompile(`\{[a-z]+\}`)
	first := messages()[languages[0]]
	for lang, texts := range messages() {
		for key, text := range first {
			other, there := texts[key]
			if !there || other == "" {
				t.Errorf("%s lacks %s", lang, key)
			}
			if diff := cmp.Diff(sorted(parameter.FindAllString(text, -1)), sorted(parameter.FindAllString(other, -1))); diff != "" {
				t.Errorf("parameters of %s in %s:\n%s", key, lang, diff)
			}
		}
		if len(texts) != len(first) {
			t.Errorf("%s has %d messages, %s %d", lang, len(texts), languages[0], len(first))
		}
	}
	asked := regexp.MustCompile(`\.T "([a-zA-Z._]+)"`)
	_ = fs.WalkDir(sources, "templates", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := sources.ReadFile(path)
		for _, found := range asked.FindAllStringSubmatch(string(text), -1) {
			if !has(found[1]) {
				t.Errorf("%s asks for %s", path, found[1])
			}
		}
		return err
	})
	for _, key := range slices.Concat(below("permission.", permissions[:]), below("reason.", page{}.Reasons()), below("token.", []string{"numeric", "text", "qr", "inputless"})) {
		if !has(key) {
			t.Errorf("there is no message %s", key)
		}
	}
}

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }

func below(prefix string, names []string) (keys []string) {
	for _, name := range names {
		keys = append(keys, prefix+name)
	}
	return keys
}

// What leads back to an application is a link; what would run here is none.
func TestWays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://app.example/x?a=1": true, "myapp://done": true, "com.example.app:/x": true, "MYAPP://x": true,
		"": false, "/relative": false, "javascript:alert(1)": false, "JaVaScRiPt:alert(1)": false, "\tjavascript:alert(1)": false,
		"data:text/html,x": false, "vbscript:x": false, "file:///etc/passwd": false, "java\nscript:x": false, "blob:x": false,
	} {
		if got := way(text) != ""; got != want {
			t.Errorf("%q leads back: %v, want %v", text, got, want)
		}
	}
}

// The vendor's query parameters, in the spellings that applications use.
func TestQueries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query string
		want  control.VisitSpec
	}{
		{"access_token=a", control.VisitSpec{AccessToken: "a"}},
		{"locale=pt-BR&access_mode=single&external_id=u&integration_type=openfinance", control.VisitSpec{
			Locale: "pt", AccessMode: "single", ExternalID: new("u"), IntegrationType: "openfinance",
		}},
		{"institutions=a,b&institutions=c&country_codes=BR,+MX&institution_types=retail&resources=ACCOUNTS,,OWNERS", control.VisitSpec{
			Institutions: []string{"a", "b", "c"}, CountryCodes: []string{"BR", "MX"}, InstitutionTypes: []string{"retail"}, Resources: []string{"ACCOUNTS", "OWNERS"},
		}},
		{"show_close_dialog=true&show_abandon_survey=false&company_name=R%26D", control.VisitSpec{CloseDialog: true, CompanyName: "R&D"}},
		{"parent=http://localhost:3000", control.VisitSpec{Parent: "http://localhost:3000"}},
		{"parent=null", control.VisitSpec{Parent: "null"}},
		{"parent=http://localhost:3000/path", control.VisitSpec{}},
		{"parent=*", control.VisitSpec{}},
	}
	for _, tt := range tests {
		query, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, specOf(query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.query, diff)
		}
	}
}

// What a page has from clients and tokens is text, wherever it stands.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	const hostile = `"><script>alert(1)</script>`
	r := httptest.NewRequest("GET", "/widget/visits/x?q="+url.QueryEscape(hostile)+"&country="+url.QueryEscape(hostile), nil)
	visit := control.Visit{
		ID: "x", Step: "consent", Company: control.Company{Name: hostile}, Unavailable: []string{hostile}, Parent: "https://a" + hostile,
		Consent: control.ConsentTerms{Purpose: hostile, TermsURL: "javascript:" + hostile, Permissions: []string{"ACCOUNTS"}, Identification: []control.Identity{{Type: hostile, Number: hostile, Name: hostile}}},
		Problem: &control.Problem{Code: hostile, Message: hostile},
	}
	for _, step := range []string{"consent", "institution", "exited"} {
		visit.Step, visit.Exit, visit.Return = step, &control.Exit{Step: hostile}, "javascript:alert(1)"
		w := httptest.NewRecorder()
		pageOf(r, visit, url.Values{"number": {hostile}}).write(w, 200)
		if text := w.Body.String(); strings.Contains(text, "<script>alert") || strings.Contains(text, `href="javascript`) || w.Code != 200 {
			t.Errorf("the page of %s is %d %s", step, w.Code, text)
		}
	}
}

// A letter is dark on a light badge, and light on a dark one.
func TestBadges(t *testing.T) {
	t.Parallel()
	for colour, want := range map[string]bool{"#f2b705": true, "#ffffff": true, "#1b6e3c": false, "#000000": false, "": false} {
		if got := (badge{Colour: colour}).Light(); got != want {
			t.Errorf("%q is light: %v, want %v", colour, got, want)
		}
	}
}

// A code has white around it, and what is too long has none.
func TestSquares(t *testing.T) {
	t.Parallel()
	s := squareOf("belvo-mock:1")
	if s == nil || s.Side < 21+2*margin || !strings.HasPrefix(s.Path, "M4 4h1v1h-1z") {
		t.Errorf("the square is %+v", s)
	}
	if squareOf(strings.Repeat("x", 5000)) != nil {
		t.Error("a text that is too long has a square")
	}
}

// Pages load nothing from elsewhere, may be framed, and forms of other sites
// are refused.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	h := Handler(Config{})
	tests := []struct {
		method, path, site string
		status             int
	}{
		{"GET", "/widget/", "cross-site", 200},
		{"GET", "/widget", "none", 200},
		{"GET", "/widget/nothing", "none", 404},
		{"GET", "/widget/assets/widget.css", "same-origin", 200},
		{"GET", "/widget/assets/..%2fwidget.go", "same-origin", 404},
		{"POST", "/widget/visits/x", "cross-site", 403},
		{"POST", "/widget/visits/x", "same-site", 403},
		{"GET", ScriptPath, "cross-site", 200},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(tt.method, tt.path, nil)
		r.Header.Set("Sec-Fetch-Site", tt.site)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self'") {
			t.Errorf("%s %s from %s is answered %d %v", tt.method, tt.path, tt.site, w.Code, w.Header())
		}
	}
	if external := regexp.MustCompile(`(src|href|action)="?(https?:)?//`); true {
		_ = fs.WalkDir(sources, "templates", func(path string, entry fs.DirEntry, _ error) error {
			if text, err := sources.ReadFile(path); err == nil && external.Match(text) {
				t.Errorf("%s leads elsewhere", path)
			}
			return nil
		})
	}
}

// The words for the page around the frame have the shapes that integrators know.
func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		visit control.Visit
		want  string
	}{
		{control.Visit{Step: "done", Link: "l"}, ``},
		{control.Visit{Parent: "p", Step: "done", Link: "l"}, `{"success":{"link":"l","institution":""}}`},
		{control.Visit{Parent: "p", Step: "institution"}, ``},
		{control.Visit{Parent: "p", Step: "institution", Unavailable: []string{"x"}},
			`{"event":{"eventName":"WARNING","request_id":"","meta_data":{"warning_code":"institution_disabled","warning_message":"The institution cannot be had.","institution_name":"x"}}}`},
		{control.Visit{Parent: "p", Step: "exited", Exit: &control.Exit{Step: "s"}}, `{"exit":{"last_encountered_error":null,"meta_data":{"institution_name":"","step":"s"}}}`},
	}
	for _, tt := range tests {
		got := messageFor(tt.visit)
		if diff := cmp.Diff(tt.want, got); diff != "" || got != "" && !json.Valid([]byte(got)) {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
