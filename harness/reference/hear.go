package reference

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// largest is how large a notification may be, in bytes.
const largest = 1 << 20

// A reply is what the provider is answered; without Why it has no body.
type reply struct {
	Status    int
	Why       string
	RequestID string // of the notification, where it is refused and can be found
}

// ServeHTTP hears a notification: 401 without the right authorization, 4xx with
// the request's id for what is none, 202 for all others, before any work is done.
func (l *life) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	if l.over {
		l.mu.Unlock()
		panic(http.ErrAbortHandler)
	}
	l.under.Add(1)
	l.mu.Unlock()
	defer l.under.Done()
	l.slowly()
	l.answer(w, l.hear(w, r))
}

// slowly is how the slow bugs answer.
func (l *life) slowly() {
	switch {
	case l.bug("M02"):
		_ = l.pause(5200 * time.Millisecond)
	case l.bug("X01"):
		_ = l.pause(1500 * time.Millisecond)
	case l.bug("X02"):
		if release, err := l.lane("everybody"); err == nil {
			_ = l.pause(time.Second)
			release()
		}
	}
}

func (l *life) answer(w http.ResponseWriter, to reply) {
	switch {
	case to.Status != http.StatusAccepted:
	case l.bug("M04"):
		w.Header().Set("Location", l.Callback()+"/")
		to.Status = http.StatusMovedPermanently
	case l.bug("B11"):
		to.Status = http.StatusNoContent
	}
	if to.Why == "" {
		w.WriteHeader(to.Status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(to.Status)
	body := map[string]string{"error": to.Why, "correlation_id": fmt.Sprintf("refusal-%d", l.store.refusal())}
	if to.RequestID != "" && !l.bug("B20") {
		body["request_id"] = to.RequestID
	}
	if l.bug("B20") {
		delete(body, "correlation_id")
	}
	_ = json.NewEncoder(w).Encode(body) // the status is heard even where the body is not
}

// hear decides what a notification is answered, and takes it if it is one.
func (l *life) hear(w http.ResponseWriter, r *http.Request) reply {
	if why := l.distrusts(r); why != "" && !l.bug("X14") {
		return l.stranger(why)
	}
	if wrong := l.looks(r); wrong.Status != 0 {
		return wrong
	}
	body, refusal := l.body(w, r)
	if refusal.Status != 0 {
		return refusal
	}
	n, err := readNotification(body, l.bug("M33"))
	if err == nil {
		err = l.picky(n, body)
	}
	if err != nil {
		return l.refuse(body, err)
	}
	if why := l.distrusts(r); why != "" {
		return l.stranger(why)
	}
	if status := l.turnsAway(n); status != 0 {
		return reply{Status: status, Why: "this notification is not wanted", RequestID: n.RequestID}
	}
	return l.accept(n, body)
}

// looks refuses what is no POST of JSON; a body that names no type is read.
func (l *life) looks(r *http.Request) reply {
	if r.Method != http.MethodPost {
		return l.wrong(reply{Status: http.StatusMethodNotAllowed, Why: "a notification is a POST"})
	}
	if sort := r.Header.Get("Content-Type"); sort != "" {
		if media, _, err := mime.ParseMediaType(sort); err != nil || media != "application/json" {
			return l.wrong(reply{Status: http.StatusUnsupportedMediaType, Why: "a notification is application/json"})
		}
	}
	return reply{}
}

// wrong is the answer to what does not look like a notification.
func (l *life) wrong(to reply) reply {
	if l.bug("B19") {
		return reply{Status: http.StatusAccepted}
	}
	return to
}

// body reads as much as a notification may have.
func (l *life) body(w http.ResponseWriter, r *http.Request) ([]byte, reply) {
	limit := int64(largest)
	if l.bug("X05") {
		limit = 1 << 30
	}
	if l.bug("X03") {
		// Not to be set is as good as set: then the body is read slowly.
		_ = http.NewResponseController(w).SetReadDeadline(wall.Now().Add(100 * time.Millisecond))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, reply{http.StatusRequestEntityTooLarge, "a notification has at most 1 MiB", fieldIn("request_id", body)}
	case err != nil:
		return nil, reply{http.StatusBadRequest, "the body breaks off", fieldIn("request_id", body)}
	case len(body) == 0:
		return nil, l.wrong(reply{Status: http.StatusBadRequest, Why: "the body is empty"})
	}
	return body, reply{}
}

// usualForm is a notification as the provider writes it mostly; for bug X16.
var usualForm = regexp.MustCompile(`^\{"webhook_id":".*","webhook_type":".*",("process_type":".*",)?"webhook_code":".*",.*"data":.*\}$`)

// picky is what some bugs ask of a notification beyond the contract.
func (l *life) picky(n notification, body []byte) error {
	_, known := n.word()
	switch {
	case l.bug("M34") && !known && n.link() == "":
		return fmt.Errorf("webhook_code %q is not known", n.Code)
	case l.bug("M12") && n.RequestID != "" && len(canonical(n.RequestID)) != 32:
		return fmt.Errorf("request_id %q is no UUID", n.RequestID)
	case l.bug("X16") && !usualForm.Match(body):
		return errors.New("the keys are not in the usual order")
	}
	return nil
}

// refuse answers what is no notification. It has no effect.
func (l *life) refuse(body []byte, err error) reply {
	id := fieldIn("request_id", body)
	l.log("refused what is no notification, request_id %q: %v", id, err)
	array := strings.HasPrefix(strings.TrimSpace(string(body)), "[")
	switch {
	case l.bug("M06"):
		return reply{Status: http.StatusOK}
	case l.bug("M07") && array:
		return reply{http.StatusInternalServerError, "an array cannot be cast", id}
	case l.bug("B27") && array:
		_ = l.pause(time.Minute)
	case l.bug("M08"):
		l.die(errors.New("the client died of a body that is no notification"))
	case l.bug("M09"):
		l.store.take(fieldIn("webhook_id", body), notification{})
	case l.bug("X04"):
		l.start(func() {
			_ = l.handle(notification{Type: "TRANSACTIONS", Code: "historical_update", LinkID: fieldIn("link_id", body)})
		})
	}
	return reply{http.StatusBadRequest, err.Error(), id}
}

// turnsAway is the status with which some bugs refuse a good notification.
func (l *life) turnsAway(n notification) int {
	_, known := n.word()
	_, ours := l.store.link(n.LinkID)
	found, _, _ := l.store.find(what{Link: n.LinkID}, n.names)
	switch {
	case l.bug("M11") && n.Process == asyncPost && found.Number == 0:
		return http.StatusNotFound
	case l.bug("B10") && (!ours || !known && n.link() == "" || len(n.errors()) > 0 || string(n.Data) == "null"):
		return http.StatusInternalServerError
	}
	return 0
}

// names tells whether a request id is the notification's.
func (n notification) names(requestID string) bool {
	return canonical(n.RequestID) == canonical(requestID)
}
