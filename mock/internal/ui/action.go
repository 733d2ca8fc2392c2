package ui

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// An action is one call of the control API: a button that makes it, and the
// curl that does the same, from one row of data.
type action struct {
	Label   string
	Method  string
	Path    string // of the control API, escaped
	Body    string // JSON; empty: none
	Tone    string // primary, danger or quiet; empty: plain
	Key     string // the letter that presses it
	Confirm string // what is asked first; empty: nothing
	Said    string // once it is done, with {key} of the answer; empty: that it is done
	Then    string // where the page goes then, with {key} of the answer; reload; empty: it stays
	Times   int    // how often it is done, one after another; 0 is once
	Why     string // why it cannot be done; empty: it can
	Accept  string // the media type that its curl asks for; empty: JSON
	base    string
	guarded bool
}

// act is a call about the visit's workspace: path follows its own, body becomes
// JSON unless it is nil.
func (v *visit) act(label, method, path string, body any) action {
	return v.call(label, method, "/workspaces/"+url.PathEscape(v.Workspace.ID())+path, body)
}

// call is a call below /_mock.
func (v *visit) call(label, method, path string, body any) action {
	a := action{Label: label, Method: method, Path: "/_mock" + path, base: v.Base(), guarded: v.server.cfg.Guarded}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			panic("an action's body cannot be written: " + err.Error())
		}
		a.Body = string(text)
	}
	if v.ReadOnly() {
		a.Why = "This server is read-only (--read-only)."
	}
	return a
}

// Call is the method and path, as the page's script reads them.
func (a action) Call() string { return a.Method + " " + a.Path }

// Base is the scheme and host that the curl of a form begins with.
func (a action) Base() string { return a.base }

// Curl is the command that does what the button does.
func (a action) Curl() string {
	parts := []string{"curl"}
	if a.Method != http.MethodGet && (a.Method != http.MethodPost || a.Body == "") {
		parts = append(parts, "-X", a.Method)
	}
	parts = append(parts, quote(a.base+a.Path))
	if a.guarded {
		parts = append(parts, "-H", `"Authorization: Bearer $BELVO_MOCK_CONTROL_TOKEN"`)
	}
	if a.Accept != "" {
		parts = append(parts, "-H", quote("Accept: "+a.Accept))
	}
	if a.Body != "" {
		parts = append(parts, "-H", quote("Content-Type: application/json"), "-d", quote(a.Body))
	}
	text := strings.Join(parts, " ")
	if a.Times > 1 {
		return "for i in $(seq " + strconv.Itoa(a.Times) + "); do " + text + "; sleep 1; done"
	}
	return text
}

// quote is text as one word of a POSIX shell.
func quote(text string) string {
	if text != "" && strings.IndexFunc(text, special) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// special tells whether a letter means something to some shell.
func special(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return false
	default:
		return !strings.ContainsRune("-_./:@%+=,", c)
	}
}
