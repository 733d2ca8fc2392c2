package report

import (
	_ "embed" // the requirements of the full sample
	"fmt"
	"strings"
	"time"
)

// hostile is what a name or a body can do to a writer.
const hostile = "]]> | \"q\" 'a' <b> </script><script>alert(1)</script> </pre>--> `c` ``` %25 ${{ x }}\n::error::d\r\n\x1b[31m\x00\x9b\xff\u202e\ufffe ##[error] 日本 e\u0301"

// evidence is the timeline of the catalogue's section on reports.
func evidence() []Line {
	return []Line{
		{N: 1, AtMS: 0, From: Client, To: Provider, What: "POST transactions (async)", Note: "r1", Exchange: &Exchange{
			Head: "POST /api/transactions/ HTTP/1.1\r\nX-Belvo-Request-Mode: async\r\nAuthorization: [redacted]\r\n", Body: `{"link": "bcca0da9-a4c6-4830-9676-1d54682851d9", "date_from": "2022-12-17"}`}},
		{N: 2, AtMS: 12, From: Provider, To: Client, What: "202 request_id=r1", Mark: Good, Note: "REQ-01 ok"},
		{N: 3, AtMS: 214, From: Provider, To: Client, What: "notification n1 attempt 1", Exchange: &Exchange{
			Head: "POST /webhooks/belvo HTTP/1.1\r\nContent-Type: application/json", Body: `{"webhook_type": "TRANSACTIONS", "webhook_code": "new_transactions_updated"}`}},
		{N: 4, AtMS: 231, From: Client, To: Provider, What: "202 (17 ms)", Note: "connection reset by the provider", Mark: Lost},
		{N: 5, AtMS: 2214, From: Provider, To: Client, What: "notification n1 attempt 2"},
		{N: 6, AtMS: 2229, From: Client, To: Provider, What: "202 (15 ms)", Note: "IDM-03 ok", Mark: Good},
		{N: 7, AtMS: 2231, From: Client, To: Client, What: "writes to its log"},
		{N: 8, AtMS: 2240, From: Client, To: Provider, What: "GET transactions page 1", Note: "IDM-04 ✗ second walk began", Mark: Bad},
		{N: 9, AtMS: 4040, From: Client, To: Client, What: "silence judged over 1.8 s = 6 × the slowest reaction seen so far (0.30 s)", Mark: Silence},
	}
}

func verdict(id, level, tier, scenario string, kind Kind) Verdict {
	v := Verdict{
		ID: id, Level: level, Tier: tier, Scenario: scenario, Verdict: kind, Timeline: evidence(),
		Sentence: scenario + ".", Source: "the vendor's guide", Feature: "Hearing twice", File: "features/duplicates.feature",
		Rule: "A notification that comes again is one notification", Line: 42, Repeat: 1, Seed: 16045690984503098046,
		TookMS: 4120, Command: "belvo-mock check --client client.yaml --only " + id + " --seed 7",
	}
	if kind == Pass {
		v.Timeline[7].Mark, v.Timeline[7].Note = Plain, ""
	}
	return v
}

// small has every kind once, a known failure, a repeat, equal titles and hostile text.
func small() Report {
	fail := verdict("IDM-04", "must", "probe", "The acknowledgement is lost and the notification comes again", Fail)
	fail.Why = "want one walk of the pages per notification, got a second one 11 ms after attempt 2 (timeline line 8)"
	fail.Step, fail.Expected, fail.Seen = "Then the client reads Ana's transactions once", "one walk of the pages", "a second walk, begun with line 8"
	fail.Look, fail.SilentMS = "whether the notification is remembered before it is acknowledged", 1800
	fail.Findings, fail.Output = []string{"asks for page_size=5000, of which the provider gives 1000"}, "listening on 41873\nfetching page 1\nfetching page 1\n"
	known := fail
	known.Repeat, known.Known = 2, "ticket 812, until March"
	warn := verdict("ACK-03", "should", "wire", "Most notifications are answered within a second", Warn)
	warn.Why, warn.File = "the median is 1.4 s, should be below 1 s", "features/hearing.feature"
	silent := verdict("RES-07", "should", "trigger", "A lost notification is made up for in time", Inconclusive)
	silent.Why, silent.Timeline = "the client never asked; is the trigger the right one?", nil
	cannot := verdict("ACK-05", "should", "restart", "What was acknowledged survives a crash", NotApplicable)
	cannot.Why, cannot.Timeline = "client.yaml has no restart", nil
	off := verdict("TOL-05", "should", "probe", "A new value of a list does not drop the row", Disabled)
	off.Why, off.Timeline = "not in --only", nil
	ours := verdict("FET-02", "must", "trigger", "Every page is fetched", Error)
	ours.Why = "the journal of the workspace dropped 3 entries"
	pass := verdict("ACK-01", "must", "wire", "A notification is answered within five seconds", Pass)
	bad := verdict("SEC-03"+hostile, "should", "wire", hostile, Fail)
	bad.Why, bad.Sentence, bad.Source, bad.Rule, bad.Step = hostile, hostile, hostile, hostile, hostile
	bad.Expected, bad.Seen, bad.Look, bad.Command = hostile, hostile, hostile, hostile
	bad.Findings, bad.Output, bad.File, bad.Feature = []string{hostile}, hostile, "own/"+hostile+".feature", hostile
	bad.Timeline = []Line{{N: 1, From: Client, To: Provider, What: hostile, Note: hostile, Mark: Bad, Exchange: &Exchange{Head: hostile, Body: hostile}}}
	return finished(Report{
		Client: "my-integration", Verdicts: []Verdict{pass, pass, warn, cannot, fail, known, ours, silent, off, bad},
		NotTested: []NotTested{{"LIF-04", "info", "Request ids of failures are logged", "a log cannot be seen from outside"},
			{"X" + hostile, "info", hostile, hostile}},
		Expectations: []string{"expected.yaml lists COR-01, which passed"}, Warnings: []string{hostile},
	})
}

//go:embed testdata/requirements.tsv
var requirements string

// full is a run of all that the catalogue has, with some of every kind.
func full() Report {
	r := Report{Client: "ledger-sync"}
	kinds := map[string]Kind{"IDM-04": Fail, "COR-02": Fail, "FET-03": Error, "ACK-03": Warn, "VAL-01": Warn, "TOL-03": Warn,
		"RES-08": Inconclusive, "ORD-05": Inconclusive, "ACK-05": NotApplicable, "IDM-05": NotApplicable, "FET-11": Disabled}
	for i, row := range strings.Split(strings.TrimSpace(requirements), "\n") {
		cells := strings.Split(row, "\t")
		kind, ok := kinds[cells[0]]
		if !ok {
			kind = Pass
		}
		v := verdict(cells[0], cells[1], cells[2], cells[3], kind)
		v.File, v.Line, v.TookMS = "features/"+strings.ToLower(cells[0][:3])+".feature", 4+i, int64(300+97*i)
		if kind != Pass {
			v.Why, v.Seen = "want one walk of the pages, got a second one (timeline line 8)", "a second walk of the pages"
			v.Expected, v.Look = "one walk of the pages", "whether the notification is remembered before it is acknowledged"
		}
		r.Verdicts = append(r.Verdicts, v)
	}
	r.NotTested = []NotTested{{"LIF-04", "info", "Request ids of failures are logged", "a log cannot be seen from outside"}}
	r.Verdicts = append(r.Verdicts[:len(r.Verdicts)-3], r.Verdicts[len(r.Verdicts)-2:]...) // without LIF-04
	for n := 2; n < 3; n++ {
		again := r.Verdicts[24]
		again.Repeat = n
		r.Verdicts = append(r.Verdicts, again)
	}
	return finished(r)
}

func finished(r Report) Report {
	r.Version, r.Edition, r.Seed, r.Plan, r.Exit = "0.9.0", "guide", 7, "full", 1
	r.Started, r.TookMS = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC), 83_412
	r.Counts = Count(r.Verdicts)
	return r
}

// long is a run whose every timeline has ten thousand lines.
func long() Report {
	r := full()
	var lines []Line
	for n := range 10_000 {
		lines = append(lines, Line{N: n + 1, AtMS: int64(n), From: Client, To: Provider, What: fmt.Sprintf("GET transactions page %d", n)})
	}
	for i := range r.Verdicts {
		r.Verdicts[i].Timeline = lines
		if r.Verdicts[i].Verdict == Pass && i%2 == 0 {
			r.Verdicts[i].Verdict = Fail
		}
	}
	return finished(r)
}
