package control

import (
	"context"
	"net/http"
)

// A call reads a request, asks the host and says what to answer.
type call func(ctx context.Context, h Host, r *http.Request) (status int, value any, err error)

// routes are all calls but the journal and the reports, which may be a stream,
// and the session, which is a cookie.
var routes = []struct {
	method, path string
	call         call
}{
	{"POST", "/_mock/workspaces", createWorkspace},
	{"GET", "/_mock/workspaces", listWorkspaces},
	{"GET", "/_mock/workspaces/{ws}", of(showWorkspace)},
	{"DELETE", "/_mock/workspaces/{ws}", of(endWorkspace)},
	{"POST", "/_mock/workspaces/{ws}/reset", of(resetWorkspace)},
	{"GET", "/_mock/workspaces/{ws}/scenario", of(exportScenario)},
	{"POST", "/_mock/workspaces/{ws}/scenario", of(loadScenario)},
	{"POST", "/_mock/workspaces/{ws}/snapshots", of(takeSnapshot)},
	{"GET", "/_mock/workspaces/{ws}/snapshots", of(listSnapshots)},
	{"DELETE", "/_mock/workspaces/{ws}/snapshots/{id}", of(deleteSnapshot)},
	{"GET", "/_mock/workspaces/{ws}/webhook", of(showWebhook)},
	{"PUT", "/_mock/workspaces/{ws}/webhook", of(setWebhook)},
	{"POST", "/_mock/workspaces/{ws}/webhook/test", of(testWebhook)},
	{"GET", linksPath, of(listLinks)},
	{"POST", linksPath, of(addLink)},
	{"GET", "/_mock/workspaces/{ws}/links/{id}", of(showLink)},
	{"DELETE", "/_mock/workspaces/{ws}/links/{id}", of(deleteLink)},
	{"PATCH", "/_mock/workspaces/{ws}/links/{id}", of(changeLink)},
	{"POST", "/_mock/workspaces/{ws}/links/{id}/refresh", of(refreshLink)},
	{"GET", "/_mock/workspaces/{ws}/links/{id}/transactions", of(listTransactions)},
	{"POST", "/_mock/workspaces/{ws}/links/{id}/transactions", of(addTransaction)},
	{"PATCH", "/_mock/workspaces/{ws}/links/{id}/transactions/{tx}", of(changeTransaction)},
	{"DELETE", "/_mock/workspaces/{ws}/links/{id}/transactions/{tx}", of(deleteTransaction)},
	{"POST", "/_mock/workspaces/{ws}/notify", of(notify)},
	{"GET", "/_mock/workspaces/{ws}/faults", of(listFaults)},
	{"POST", "/_mock/workspaces/{ws}/faults", of(addFault)},
	{"DELETE", "/_mock/workspaces/{ws}/faults", of(clearFaults)},
	{"DELETE", "/_mock/workspaces/{ws}/faults/{id}", of(removeFault)},
	{"GET", "/_mock/workspaces/{ws}/clock", of(showClock)},
	{"PUT", "/_mock/workspaces/{ws}/clock", of(setClock)},
	{"POST", "/_mock/workspaces/{ws}/clock/advance", of(advance)},
	{"POST", "/_mock/workspaces/{ws}/clock/settle", of(settle)},
	{"POST", "/_mock/workspaces/{ws}/journal/wait", of(wait)},
	{"GET", "/_mock/workspaces/{ws}/deliveries", of(listDeliveries)},
	{"GET", "/_mock/workspaces/{ws}/deliveries/{id}", of(showDelivery)},
	{"GET", "/_mock/workspaces/{ws}/deliveries/{id}/contract", of(compare)},
	{"POST", "/_mock/workspaces/{ws}/deliveries/{id}/resend", of(resend)},
	{"POST", "/_mock/workspaces/{ws}/deliveries/release", of(release)},
	{"POST", reportsPath, addReport},
	{"GET", reportsPath + "/{id}", showReport},
	{"PUT", reportsPath + "/{id}", setReport},
	{"POST", reportsPath + "/{id}/verdicts", addVerdict},
	{"POST", visitsPath, openVisit},
	{"GET", visitsPath + "/{id}", showVisit},
	{"POST", visitsPath + "/{id}", actInVisit},
	{"GET", "/_mock/catalogue/{what}", catalogue},
	{"GET", "/_mock/version", version},
	{"GET", "/_mock/openapi.json", published},
	{"GET", "/_mock/vendor.json", contract},
}

// of makes a call of one about a workspace, which the path names.
func of(inside func(context.Context, Workspace, *http.Request) (int, any, error)) call {
	return func(ctx context.Context, h Host, r *http.Request) (int, any, error) {
		w, err := h.Open(ctx, r.PathValue("ws"))
		if err != nil {
			return 0, nil, err
		}
		return inside(ctx, w, r)
	}
}

// unqueried refuses the parameters of a call that takes none.
func unqueried(c call) call {
	return func(ctx context.Context, h Host, r *http.Request) (int, any, error) {
		if err := noParameters(r); err != nil {
			return 0, nil, err
		}
		return c(ctx, h, r)
	}
}
