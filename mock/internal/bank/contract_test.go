package bank_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// Every record of every resource has the form that the contract describes. The
// six weeks have the turn of a year in them, which is when the rarest rows fall;
// all days of the year would take a minute.
func TestRecordsKeepTheContract(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h.Opened = time.Date(2025, 12, 20, 9, 0, 0, 0, time.UTC)
			now := time.Date(2026, 1, 12, 15, 0, 0, 0, time.UTC)
			seen := since(now.AddDate(0, 0, -42), looks(h.Opened, now))
			h.Extra = []bank.Movement{bare(h, now)}
			for _, r := range resources {
				checkPage(t, r.operation, r.records(h, seen))
			}
		})
	}
}

// Owners differ most from one person to another, so there are more of them.
func TestOwnersKeepTheContract(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var owners []bank.Record
			for seed := range uint64(25) {
				h.World = seeded.World(seed)
				owners = append(owners, bank.Owners(h, looks(opened))...)
			}
			checkPage(t, "ListOwners", owners)
		})
	}
}

// checkPage holds one page of a list against what the contract says of it.
func checkPage(t *testing.T, operation string, records []bank.Record) {
	t.Helper()
	o, ok := openapi.Find(operation)
	if !ok {
		t.Fatalf("no operation %s", operation)
	}
	body := fmt.Sprintf(`{"count": %d, "next": null, "previous": null, "results": [%s]}`,
		len(records), strings.ReplaceAll(strings.TrimSpace(asJSON(t, records)), "\n", ","))
	header := http.Header{"Content-Type": {"application/json"}}
	if err := o.CheckResponse(http.StatusOK, header, []byte(body)); err != nil {
		t.Errorf("%s: %v", operation, err)
	}
}

// since is what was seen of what happened from a moment on.
func since(from time.Time, seen bank.Seen) bank.Seen {
	return func(account string, at, there time.Time) (first, last time.Time, ok bool) {
		if !at.IsZero() && at.Before(from) {
			return first, last, false
		}
		return seen(account, at, there)
	}
}

// bare is a row that says no more than it must, on the last of the accounts.
func bare(h bank.Holder, at time.Time) bank.Movement {
	accounts := bank.AccountIDs(h)
	return bank.Movement{ID: h.World.At("bare").UUIDUnder(h.Link), Account: accounts[len(accounts)-1], At: at.Add(-time.Hour), Amount: 12_34}
}
