package sandbox

import (
	"cmp"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// A Resource is one kind of records. One more is one more row of the table
// below, one generator in bank and one schema in openapi.
type Resource struct {
	Name string // in our contract: x-resource
	Type string // webhook_type, and the name in fetch_resources
	// NewCode is the webhook_code after an async POST, NewCount the key of the
	// number of records in its data. TRANSACTIONS takes its code from Terms.
	NewCode, NewCount string
	// Dated is set where a request names a period; else all there is is collected.
	Dated bool
	// Resumes is set where a PATCH on the collection can bring a token. Where it
	// is not, collecting asks for one only if the link itself waits for it.
	Resumes bool

	records func(bank.Holder, bank.Seen) []bank.Record
	// total counts the records of a link without making them; nil where that
	// depends on what was seen.
	total func(bank.Holder) int
}

// resources are what is built, in the order in which a link's historical
// update collects them.
var resources = []Resource{
	{
		Name: "accounts", Type: "ACCOUNTS", NewCode: "new_accounts_available", NewCount: "new_accounts", Resumes: true,
		records: bank.Accounts, total: bank.CountAccounts,
	},
	{
		Name: "owners", Type: "OWNERS", NewCode: "new_owners_available", NewCount: "new_owners", Resumes: true,
		records: bank.Owners, total: bank.CountOwners,
	},
	{
		Name: "transactions", Type: "TRANSACTIONS", NewCount: "new_transactions", Dated: true, Resumes: true,
		records: bank.Transactions,
	},
	{
		Name: "bills", Type: "BILLS", NewCode: "new_bills_available", NewCount: "new_bills",
		records: bank.Bills,
	},
	{
		Name: "balances", Type: "BALANCES", NewCode: "new_balances_available", NewCount: "new_balances", Dated: true, Resumes: true,
		records: bank.Balances,
	},
	{
		Name: "br_balances", Type: "BALANCES", NewCode: "new_balances_available", NewCount: "new_balances",
		records: bank.BRBalances, total: bank.CountBRBalances,
	},
}

// ResourceNamed finds a row by its name in the contract.
func ResourceNamed(name string) (Resource, bool) {
	i := slices.IndexFunc(resources, func(r Resource) bool { return r.Name == name })
	if i < 0 {
		return Resource{}, false
	}
	return resources[i], true
}

// resourceOfType finds what a webhook type, such as a name in fetch_resources,
// stands for at an institution: balances come in two generations.
func resourceOfType(typ, integration string) (Resource, bool) {
	if typ == "BALANCES" && integration == "openfinance" {
		return ResourceNamed("br_balances")
	}
	i := slices.IndexFunc(resources, func(r Resource) bool { return r.Type == typ })
	if i < 0 {
		return Resource{}, false
	}
	return resources[i], true
}

// newCode is the webhook_code after an async POST.
func (r Resource) newCode(t Terms) string {
	return cmp.Or(r.NewCode, t.TransactionsCode)
}

// history is the data of the webhook historical_update.
//
// Source: vendor document; for balances our choice.
func (r Resource) history(h bank.Holder, c Coverage) any {
	if r.Type != "TRANSACTIONS" {
		return map[string]int{"total_" + strings.ToLower(r.Type): r.count(h, c)}
	}
	sum := bank.Summary(h, c.From, c.To, c.Account, c.Times[0])
	data := transactionHistory{Total: sum.Total, Inflow: sum.Inflow, Outflow: sum.Outflow}
	if sum.Total > 0 {
		data.First, data.Last = &sum.First, &sum.Last
	}
	return data
}

type transactionHistory struct {
	Total   int       `json:"total_transactions"`
	Inflow  int       `json:"total_inflow_transactions"`
	Outflow int       `json:"total_outflow_transactions"`
	First   *bank.Day `json:"first_transaction_date"`
	Last    *bank.Day `json:"last_transaction_date"`
}

// count is the number of records that one collection finds.
func (r Resource) count(h bank.Holder, c Coverage) int {
	switch {
	case r.Type == "TRANSACTIONS":
		return bank.Summary(h, c.From, c.To, c.Account, c.Times[0]).Total
	case r.total != nil && c.Account == "":
		return r.total(h)
	default:
		return len(r.records(h, seenBy([]Coverage{c})))
	}
}

// A countKey names the count of a period that is over, which stays.
type countKey struct {
	workspace      *Workspace
	link, resource string
	account        string
	from, to       bank.Day
	extra, hidden  int
}

// count is r.count, remembered where time cannot change it, since all rows of
// the period are settled: a client that asks
// for the same period again costs nothing.
func (w *Workspace) count(r Resource, h bank.Holder, c Coverage) int {
	if c.To.IsZero() || !c.To.Before(bank.DayOf(c.Times[0]).Add(-bank.Unsettled)) {
		return r.count(h, c)
	}
	key := countKey{w, h.Link, r.Name, c.Account, c.From, c.To, len(h.Extra), len(h.Hidden)}
	if n, ok := Cached[int](w.cache, key); ok {
		return n
	}
	n := r.count(h, c)
	w.cache.Put(key, n, rowOverhead)
	return n
}
