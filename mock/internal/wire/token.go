package wire

import (
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

// makeToken serves the access token that the widget is opened with.
func makeToken(r *request) (reply, error) {
	var in struct {
		Scopes         string                 `json:"scopes"`
		FetchResources []string               `json:"fetch_resources"`
		Storage        string                 `json:"credentials_storage"`
		StaleIn        string                 `json:"stale_in"`
		LinkID         string                 `json:"link_id"`
		ExternalID     *string                `json:"external_id"`
		AccessMode     sandbox.AccessMode     `json:"access_mode"`
		Widget         sandbox.WidgetSettings `json:"widget"`
	}
	if err := r.decode(&in); err != nil {
		return reply{}, err
	}
	tokens, err := r.ws.NewTokens(sandbox.TokenRequest{
		Scopes: in.Scopes, FetchResources: in.FetchResources, Storage: in.Storage, StaleIn: in.StaleIn,
		LinkID: in.LinkID, ExternalID: in.ExternalID, AccessMode: in.AccessMode, Widget: in.Widget,
	}, r.base())
	if err != nil {
		return reply{}, err
	}
	return answer(http.StatusOK, struct {
		Access  string `json:"access"`
		Refresh string `json:"refresh"`
	}{tokens.Access, tokens.Refresh})
}

func listInstitutions(r *request) (reply, error) {
	return r.list(r.ws.Institutions)
}

func detailInstitution(r *request) (reply, error) {
	return r.row(r.ws.Institution(r.params["id"]))
}
