package wire

import (
	"bytes"
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

// listRecords serves the GET of every resource.
func listRecords(r *request) (reply, error) {
	resource := r.resource()
	return r.list(func(q sandbox.Query) (sandbox.Page, error) {
		q.Resource = resource
		return r.ws.List(q)
	})
}

func (r *request) resource() sandbox.Resource {
	resource, ok := sandbox.ResourceNamed(r.op.Resource)
	if !ok {
		panic("the contract names a resource that the sandbox does not know: " + r.op.Resource)
	}
	return resource
}

// An asking is the body of a retrieve POST; each resource uses some of it.
type asking struct {
	Link      string `json:"link"`
	Account   string `json:"account"`
	AccountID string `json:"account_id"` // what /api/br/balances/ calls it
	From      string `json:"date_from"`
	To        string `json:"date_to"`
	Keep      *bool  `json:"save_data"` // absent: true
}

func (in asking) ask(resource sandbox.Resource) sandbox.Ask {
	ask := sandbox.Ask{
		Resource: resource, Link: in.Link, Account: in.Account, From: in.From, To: in.To,
		Keep: in.Keep == nil || *in.Keep,
	}
	if in.AccountID != "" {
		ask.Account = in.AccountID
	}
	return ask
}

// retrieveRecords serves the POST of every resource. In async mode the job is
// only accepted here; records appear, and webhooks leave, when it is due.
func retrieveRecords(r *request) (reply, error) {
	var in asking
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	r.link = in.Link
	ask := in.ask(r.resource())
	if r.async() {
		return r.accept(r.ws.Start(r.causing(), ask))
	}
	return r.collect(ask)
}

// collect answers with what the institution holds now: a bare array, 201 where
// it is kept and 200 where it is not.
func (r *request) collect(ask sandbox.Ask) (reply, error) {
	rows, err := r.ws.Retrieve(ask)
	if err != nil {
		return reply{}, err
	}
	status := http.StatusCreated
	if !ask.Keep {
		status = http.StatusOK
	}
	k := keysOf(r.http.URL.Query())
	a := reply{status: status, body: array(rows, k)}
	if !k.all() {
		a.meant = func() []byte { return array(rows, keys{}) }
	}
	return a, nil
}

// array is rows without an envelope.
func array(rows []sandbox.Row, k keys) []byte {
	var b bytes.Buffer
	b.Grow(sizeOf(rows) + 2)
	writeRows(&b, rows, k)
	return b.Bytes()
}

// A resuming is the body of a PATCH that brings the institution's token.
type resuming struct {
	Session string `json:"session"`
	Token   string `json:"token"`
	Link    string `json:"link"`
	Keep    *bool  `json:"save_data"`
}

// resumeRecords serves the PATCH of every resource: it goes on with what was
// asked for before the institution wanted a token.
func resumeRecords(r *request) (reply, error) {
	var in resuming
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	r.link = in.Link
	ask, err := r.ws.Resume(r.causing(), r.op.Resource, in.Session, in.Link, in.Token)
	if err != nil {
		return reply{}, err
	}
	if in.Keep != nil {
		ask.Keep = *in.Keep
	}
	return r.collect(ask)
}

// detailRecord serves one record by its id.
func detailRecord(r *request) (reply, error) {
	return r.row(r.ws.Record(r.resource(), r.params["id"]))
}

// destroyRecord deletes one record.
func destroyRecord(r *request) (reply, error) {
	if err := r.ws.DeleteRecord(r.resource(), r.params["id"]); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}
