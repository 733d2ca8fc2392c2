package reference

import "slices"

// A Consequence is what a bug breaks besides the requirements that have to catch
// it, as whoever made the client would see once it is pointed out.
type Consequence struct {
	// Because says how the bug breaks them.
	Because string
	// Breaks are the requirements.
	Breaks []string
	// Races tells that what is found depends on what comes first of two things at
	// the same moment, so that it may be missing.
	Races bool
}

// Consequences are those of a bug; none if it breaks what has to catch it, and
// nothing else. But for those that race the matrix finds all of them, with a seed
// that stays the same.
func Consequences(bug string) []Consequence { return slices.Clone(consequences[bug]) }

// breaks and races make one.
func breaks(because string, ids ...string) Consequence {
	return Consequence{Because: because, Breaks: ids}
}

func races(because string, ids ...string) Consequence {
	return Consequence{Because: because, Breaks: ids, Races: true}
}

// Consequences that several bugs share.
var (
	unheard = breaks("no notification is acknowledged in time, of whatever kind it is",
		"ACK-02", "ACK-03", "ACK-04", "ACK-07", "VAL-05", "VAL-06", "COR-02", "SEC-02", "TOL-01", "TOL-02", "TOL-03", "LIF-01")
	unread = breaks("nothing is read when it is told of, whichever request it was, and in whatever order",
		"COR-01", "COR-02", "COR-03", "COR-06", "COR-07", "ORD-03", "ORD-04", "ORD-05")
	firstPages = breaks("what stands on later pages is never held, and the data counts as complete",
		"ORD-04", "FET-03", "FET-06", "RES-06")
	waited = breaks("who works before it answers waits for the answer to its request, which comes only after that",
		"COR-02")
	failedWork = breaks("that data could not be gathered counts as work that failed; and tries are over before the answer, and so before the provider is back",
		"RES-08", "LIF-01")
	unsolicited = breaks("what the provider gathers by itself is not read",
		"COR-03", "COR-05", "FET-11")
	unlistened = breaks("whatever a notification says is not heard, an error in it included",
		"LIF-01", "LIF-06")
)

var consequences = map[string][]Consequence{
	"M01": {waited, breaks("tries are over before the answer, and so before the provider is back", "RES-08")},
	"M02": {unheard},
	"M03": {waited, failedWork},
	"M04": {breaks("a redirect acknowledges nothing", "ACK-02", "ACK-03", "ACK-04", "ACK-07")},
	"M06": {breaks("200 is the answer to whatever is no notification", "VAL-03")},
	"M08": {breaks("every bad body ends it, so that it neither refuses nor goes on", "VAL-01", "VAL-02", "VAL-03", "VAL-07", "SEC-03")},
	"M13": {breaks("a copy is not known after a restart either", "IDM-05")},
	"M20": {firstPages},
	"M25": {unread, breaks("every list is refused with 400, so that nothing is held", "ORD-01", "ORD-02", "FET-02", "RES-08")},
	"M28": {breaks("without a pause all tries are over before the provider is back", "RES-08")},
	"M32": {breaks("whoever may speak is not asked, and so not before the body is read", "SEC-04")},
	"M36": {breaks("the page that is overlooked is one of these", "ORD-04", "FET-03", "FET-08")},

	"A03": {breaks("who has given a request up does not look for its data", "RES-07")},
	"A04": {unread, unlistened, breaks("who takes a request for done does not look for its data", "RES-07")},
	"A06": {unread, breaks("every notification sets off one more request", "REQ-03")},
	"A13": {
		unlistened,
		breaks("it reads half a second after a request, whatever happens until then, and never what comes later",
			"ACK-05", "COR-01", "IDM-06", "ORD-05", "REQ-03"),
		races("half a second after the request the link may be gone", "LIF-03"),
	},
	"A14": {
		unlistened,
		breaks("what it read too early was not there, and is never read", "COR-01", "COR-03", "COR-06", "COR-07", "IDM-06", "ORD-01", "ORD-02", "ORD-05"),
		breaks("an empty list counts as the result", "REQ-03"),
		races("it reads too early, if the provider is already away, or slow", "IDM-07", "ORD-03", "RES-05", "RES-08"),
	},
	"A15": {breaks("a request without an end is not for the period that was wanted", "COR-01")},
	"A18": {breaks("neither a page that failed nor one that was to be asked for later is asked for again", "FET-06", "RES-03")},
	"A27": {breaks("a link that was deleted has stopped working, too", "LIF-03")},

	"B03": {unheard, unread, breaks("every notification is refused as a stranger's, whatever its body", "VAL-01", "FET-02")},
	"B05": {unread, breaks("an answer to a request is not heard, an error in it included", "LIF-01")},
	"B10": {breaks("data that is null is answered with 500", "TOL-03")},
	"B12": {breaks("whatever is read twice is held twice", "VAL-07", "IDM-02", "IDM-04", "IDM-05", "IDM-06", "IDM-07", "ORD-03", "ORD-04", "FET-11")},
	"B13": {waited, failedWork},

	"X06": {unsolicited},
	"X09": {unsolicited},
	"X21": {breaks("a copy that comes after a restart is a copy, too", "IDM-05")},
}
