package reference

import (
	"slices"
)

// A Bug is one place in which a client can be wrong. Most were seen in public
// clients of the provider.
type Bug struct {
	// ID is M… of the catalogue of wrong clients, A… (calling) and B… (hearing) of
	// what was seen in clients and the catalogue has not, or X…, our choice, so
	// that each requirement has a client that breaks it.
	ID string
	// Summary is what the client does, in one line.
	Summary string
	// Seen says where such a client was met.
	Seen string
	// Kills are the requirements that have to catch it, the first above all.
	Kills []string
}

// Bugs are all that a client can be made with.
func Bugs() []Bug { return slices.Clone(bugs) }

// BugNamed finds a bug by its id.
func BugNamed(id string) (Bug, bool) {
	i := slices.IndexFunc(bugs, func(b Bug) bool { return b.ID == id })
	if i < 0 {
		return Bug{}, false
	}
	return bugs[i], true
}

// Where bugs were seen.
const (
	several = "several public clients"
	one     = "a public client"
	common  = "common in services that hear webhooks"
	retries = "a study of seventy retry bugs in eight systems"
	chosen  = "nowhere: our choice"
)

var bugs = []Bug{
	{"M01", "works before it answers", several, []string{"ACK-02"}},
	{"M02", "answers after 5.2 seconds", common, []string{"ACK-01"}},
	{"M03", "works before it answers, and answers 500 when its own work fails", common, []string{"ACK-02"}},
	{"M04", "redirects notifications", several, []string{"ACK-06", "ACK-01"}},
	{"M05", "acknowledges, and keeps the work in memory only", several, []string{"ACK-05"}},
	{"M06", "answers 200 to broken JSON", one, []string{"VAL-01"}},
	{"M07", "answers 500 to a JSON array", one, []string{"VAL-03"}},
	{"M08", "dies of a bad body", common, []string{"VAL-06"}},
	{"M09", "remembers the event before it has checked the notification", one, []string{"VAL-07"}},
	{"M10", "takes the oldest open request for the one that is answered", several, []string{"COR-01"}},
	{"M11", "answers 404 while the request id is not stored yet", several, []string{"COR-02"}},
	{"M12", "takes only ids that look like a UUID", common, []string{"COR-03"}},
	{"M13", "does not know a copy", several, []string{"IDM-01", "IDM-02", "IDM-04"}},
	{"M14", "checks for a copy first and remembers it later", several, []string{"IDM-02"}},
	{"M15", "answers 409 to a copy", common, []string{"IDM-03"}},
	{"M16", "remembers what it heard in memory only", several, []string{"IDM-05"}},
	{"M17", "takes two events of one request, type and code for copies", one, []string{"IDM-06"}},
	{"M18", "drops transactions of accounts that it does not hold yet", several, []string{"ORD-01", "ORD-02"}},
	{"M19", "lets the last answer win, however old its data is", common, []string{"ORD-03"}},
	{"M20", "reads the first page only", several, []string{"FET-02", "FET-08"}},
	{"M21", "takes a page with few rows for the last", common, []string{"FET-08"}},
	{"M22", "makes the numbers of pages itself", one, []string{"FET-03"}},
	{"M23", "follows the next page to any host, with its credentials", several, []string{"FET-05"}},
	{"M24", "puts amounts through floats", several, []string{"FET-09"}},
	{"M25", "lists without naming the link", several, []string{"FET-04", "COR-07", "REQ-02"}},
	{"M26", "forgets the async header", several, []string{"REQ-01"}},
	{"M27", "repeats a call that was refused with 401 for ever", retries, []string{"RES-02"}},
	{"M28", "repeats failed calls without a pause", retries, []string{"RES-04", "RES-03"}},
	{"M29", "works on one notification at a time and waits for an answer for ever", several, []string{"RES-05"}},
	{"M30", "takes an answer that breaks off for an empty page", retries, []string{"RES-06"}},
	{"M31", "polls while it waits", several, []string{"LIF-05", "FET-01"}},
	{"M32", "hears anybody", several, []string{"SEC-01"}},
	{"M33", "refuses notifications with a field that it does not know", several, []string{"TOL-01"}},
	{"M34", "refuses codes that it does not know", several, []string{"TOL-02"}},
	{"M35", "revives a deleted link", one, []string{"LIF-03"}},
	{"M36", "overlooks that there is a next page, one time in five", chosen, []string{"FET-02"}},
	{"M37", "compares request ids as text", common, []string{"COR-03"}},
	{"M38", "takes errors in the data for success", several, []string{"LIF-06", "LIF-01"}},

	{"A01", "puts its password into the URL", common, []string{"REQ-02"}},
	{"A03", "takes 202 for a failure", several, []string{"REQ-03"}},
	{"A04", "takes 202 for the end, with no data", one, []string{"REQ-03", "FET-02"}},
	{"A06", "answers a notification with another request instead of reading", several, []string{"FET-02"}},
	{"A08", "filters by keys that do not exist", several, []string{"REQ-02"}},
	{"A11", "follows pages round in a circle", one, []string{"FET-07"}},
	{"A12", "takes the pages before a failure for all", one, []string{"RES-06"}},
	{"A13", "waits half a second instead of being told", several, []string{"FET-01"}},
	{"A14", "reads right after the 202, and never again", common, []string{"FET-01", "FET-02"}},
	{"A15", "leaves out the end of the period", one, []string{"REQ-02"}},
	{"A16", "asks for ninety days whatever was wanted", several, []string{"COR-01"}},
	{"A18", "never tries again", several, []string{"RES-01", "RES-06", "RES-08"}},
	{"A19", "repeats a request whose answer was lost", common, []string{"REQ-04"}},
	{"A21", "repeats a request for which a token is wanted", several, []string{"RES-02"}},
	{"A23", "drops rows with a value that it does not know", several, []string{"TOL-05"}},
	{"A27", "goes on asking about a link that has stopped working", common, []string{"LIF-02"}},

	{"B03", "wants a signature that does not exist", several, []string{"SEC-02", "ACK-01"}},
	{"B05", "listens to historical_update alone", several, []string{"FET-02"}},
	{"B10", "answers 500 to what another delivery does not cure", several, []string{"TOL-02", "LIF-01"}},
	{"B11", "acknowledges with 204", several, []string{"ACK-01"}},
	{"B12", "inserts rows, so that one that comes twice is held twice", several, []string{"FET-06", "IDM-01"}},
	{"B13", "takes the retry of an event on which it failed for a copy", one, []string{"ACK-02"}},
	{"B15", "drops a notification that overtakes its request's answer", several, []string{"COR-02"}},
	{"B19", "acknowledges an empty body, another method and another media type", several, []string{"VAL-04"}},
	{"B20", "answers 400 without naming the request", several, []string{"VAL-01"}},
	{"B21", "does not hear that data could not be gathered", several, []string{"LIF-01"}},
	{"B22", "lets a later event revive a link whose consent is over", one, []string{"LIF-02"}},
	{"B23", "does not listen to what changed and what vanished", several, []string{"FET-11"}},
	{"B24", "tells in its refusal what the authorization should have been", one, []string{"SEC-03"}},
	{"B25", "acts on links that it does not know", one, []string{"COR-04"}},
	{"B27", "hangs on a JSON array", one, []string{"VAL-03"}},

	{"X01", "answers after 1.5 seconds", chosen, []string{"ACK-03"}},
	{"X02", "hears few notifications a second", chosen, []string{"ACK-04"}},
	{"X03", "gives up on a body that comes slowly", chosen, []string{"ACK-07"}},
	{"X04", "refuses a broken body and acts on it all the same", chosen, []string{"VAL-02"}},
	{"X05", "takes a body of any size", common, []string{"VAL-05"}},
	{"X06", "does not hear of requests that it has not made", common, []string{"COR-05"}},
	{"X07", "takes an unknown request for one that was refused", chosen, []string{"COR-06"}},
	{"X08", "brings back what an event brought when its copy comes", chosen, []string{"IDM-07"}},
	{"X09", "reads no more once it has the data", common, []string{"IDM-06"}},
	{"X10", "forgets its request when it has waited long", common, []string{"ORD-05"}},
	{"X11", "takes an empty list for a failure", common, []string{"FET-10"}},
	{"X12", "never looks by itself", common, []string{"RES-07"}},
	{"X14", "reads the body before it looks at the authorization", common, []string{"SEC-04"}},
	{"X15", "fetches URLs that stand in a notification", common, []string{"SEC-05"}},
	{"X16", "wants the keys of a notification in one order and without spaces", common, []string{"TOL-03"}},
	{"X17", "drops rows whose moments are spelt in another way", several, []string{"TOL-04"}},
	{"X18", "answers a copy with what came of its work", common, []string{"IDM-03"}},
	{"X19", "answers 404 to whoever is not authorized", common, []string{"SEC-01", "SEC-04"}},
	{"X20", "takes data that comes at once for a failure", chosen, []string{"REQ-03"}},
	{"X21", "asks again when it is told twice", common, []string{"IDM-01", "IDM-02"}},
}
