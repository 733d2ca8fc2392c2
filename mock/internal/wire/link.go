package wire

import (
	"encoding/json"
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

// A registration is the body of POST /api/links/. What an institution's form
// asks for is read from the same body by the form's names.
type registration struct {
	Institution     string             `json:"institution"`
	ExternalID      *string            `json:"external_id"`
	AccessMode      sandbox.AccessMode `json:"access_mode"`
	FetchResources  []string           `json:"fetch_resources"`
	FetchHistorical bool               `json:"fetch_historical"`
	Storage         string             `json:"credentials_storage"`
	StaleIn         string             `json:"stale_in"`
}

// registerLink serves the link by credentials. With the widget's token, what
// the token says holds for the link, and the token is used up.
func registerLink(r *request) (reply, error) {
	var in registration
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	made := sandbox.Registration{
		Institution: in.Institution, Login: texts(r.body), ExternalID: in.ExternalID, AccessMode: in.AccessMode,
		FetchResources: in.FetchResources, FetchHistorical: in.FetchHistorical, StoreCredentials: in.Storage, StaleIn: in.StaleIn,
	}
	if r.grant != nil {
		made = r.grant.Fill(made)
	}
	link, err := r.ws.Register(r.causing(), made)
	if err != nil {
		return reply{}, err
	}
	if r.grant != nil {
		r.ws.Spend(*r.grant)
	}
	r.link = link.ID
	return answer(http.StatusCreated, link)
}

// texts are the strings of a JSON object.
func texts(body []byte) map[string]string {
	var all map[string]any
	if json.Unmarshal(body, &all) != nil {
		return nil
	}
	fields := map[string]string{}
	for name, value := range all {
		if text, ok := value.(string); ok {
			fields[name] = text
		}
	}
	return fields
}

func listLinks(r *request) (reply, error) {
	return r.list(r.ws.ListLinks)
}

func detailLink(r *request) (reply, error) {
	return r.row(r.ws.LinkRow(r.params["id"]))
}

// resumeLink goes on with a link that waits for the institution's token.
func resumeLink(r *request) (reply, error) {
	var in resuming
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	r.link = in.Link
	if _, err := r.ws.Resume(r.causing(), "", in.Session, in.Link, in.Token); err != nil {
		return reply{}, err
	}
	if r.grant != nil {
		r.ws.Spend(*r.grant)
	}
	return r.row(r.ws.LinkRow(in.Link))
}

// updateLink takes new credentials.
func updateLink(r *request) (reply, error) {
	var in struct {
		Password string `json:"password"`
		Token    string `json:"token"`
	}
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	return r.linkAnswer(r.ws.Update(r.causing(), r.params["id"], in.Password, in.Token))
}

func modifyLink(r *request) (reply, error) {
	var in struct {
		AccessMode     *sandbox.AccessMode `json:"access_mode"`
		StaleIn        *string             `json:"stale_in"`
		FetchResources []string            `json:"fetch_resources"`
	}
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	return r.linkAnswer(r.ws.Modify(r.causing(), r.params["id"], sandbox.LinkChange{
		AccessMode: in.AccessMode, StaleIn: in.StaleIn, FetchResources: in.FetchResources,
	}))
}

func (r *request) linkAnswer(link sandbox.LinkRecord, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	return answer(http.StatusOK, link)
}

// destroyLink deletes a link, at once or in async mode later.
func destroyLink(r *request) (reply, error) {
	if r.async() {
		return r.accept(r.ws.StartDelete(r.causing(), r.params["id"]))
	}
	if err := r.ws.Delete(r.params["id"]); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

func refreshLink(r *request) (reply, error) {
	var in struct {
		FetchResources []string `json:"fetch_resources"`
	}
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	return r.accept(r.ws.Refresh(r.causing(), r.params["id"], in.FetchResources))
}
