package reference

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
)

// A notification is the provider's webhook, as far as this client needs it.
type notification struct {
	ID        string `json:"webhook_id"`
	Type      string `json:"webhook_type"`
	Code      string `json:"webhook_code"`
	LinkID    string `json:"link_id"`
	RequestID string `json:"request_id"`
}

// maxNotification is the largest body that is read, in bytes.
const maxNotification = 1 << 20

// ServeHTTP takes a notification: it is refused with 401 without the right
// authorization, with 400 and the request's id if it cannot be read, and else
// acknowledged with 202 before any work is done. A copy of one that was taken
// is acknowledged and forgotten.
func (c *Client) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !c.trusts(r) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxNotification))
	var n notification
	if err == nil {
		err = json.Unmarshal(body, &n)
	}
	if err != nil || n.ID == "" || n.LinkID == "" {
		refuse(w, body)
		return
	}
	if c.isNew(n) {
		select {
		case c.work <- n:
		default: // too much to do: the provider comes again
			c.forget(n)
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusAccepted)
}

func (c *Client) trusts(r *http.Request) bool {
	got := r.Header.Get("Authorization")
	return c.cfg.Authorization == "" || subtle.ConstantTimeCompare([]byte(got), []byte(c.cfg.Authorization)) == 1
}

// requestID finds the id of the request in a body that is no JSON.
var requestID = regexp.MustCompile(`"request_id"\s*:\s*"([0-9A-Za-z-]+)"`)

// refuse answers 400 and names the request, as far as it can be read.
func refuse(w http.ResponseWriter, body []byte) {
	named := ""
	if found := requestID.FindSubmatch(body); found != nil {
		named = string(found[1])
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	// The provider hears the status even where it does not hear the body.
	_ = json.NewEncoder(w).Encode(map[string]string{"error": "this is not a notification", "request_id": named})
}

func (c *Client) isNew(n notification) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[n.ID] {
		return false
	}
	c.seen[n.ID] = true
	return true
}

func (c *Client) forget(n notification) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.seen, n.ID)
}
