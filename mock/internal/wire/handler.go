package wire

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

// A handler reads a checked request, asks the sandbox and says what to answer.
type handler func(*request) (reply, error)

// handlers serve the acts of the contract. One more resource needs none.
var handlers = map[string]handler{
	"login": login,
	"token": makeToken,

	"list-institutions":  listInstitutions,
	"detail-institution": detailInstitution,

	"list-links":    listLinks,
	"register-link": registerLink,
	"resume-link":   resumeLink,
	"detail-link":   detailLink,
	"update-link":   updateLink,
	"modify-link":   modifyLink,
	"destroy-link":  destroyLink,
	"refresh-link":  refreshLink,

	"list":     listRecords,
	"retrieve": retrieveRecords,
	"resume":   resumeRecords,
	"detail":   detailRecord,
	"destroy":  destroyRecord,
}

// answer is a reply with a value as its body.
func answer(status int, value any) (reply, error) {
	body, err := json.Marshal(value)
	return reply{status: status, body: body}, err
}

// accepted is the body of a 202.
type accepted struct {
	RequestID string `json:"request_id"`
}

func (r *request) accept(requestID string, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	r.accepted = requestID
	return answer(http.StatusAccepted, accepted{requestID})
}

// row is a reply with one object, with the keys that were asked for.
func (r *request) row(row sandbox.Row, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	var b bytes.Buffer
	keysOf(r.http.URL.Query()).write(&b, row.JSON)
	return reply{status: http.StatusOK, body: b.Bytes(), meant: func() []byte { return row.JSON }}, nil
}

// login answers the probe that the vendor's SDKs send before anything else.
//
// Source: the SDKs need a 2xx; the body is our choice.
func login(*request) (reply, error) {
	return answer(http.StatusOK, struct{}{})
}
