package sandbox

import (
	"fmt"
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// Terms are the answers of an edition to the questions on which the vendor's
// documents disagree, each of which can be overridden alone.
type Terms struct {
	Edition    string // "guide", "2023" or "2026"
	Generation string // whose required fields and documented operations hold: "2023" or "2026"
	Policy     webhook.Policy
	// TransactionsCode is the webhook_code after an async POST of transactions.
	TransactionsCode string
	Async            AsyncRule
	// DashedDeletes is set where the request_id of an async link deletion is a
	// UUID with dashes instead of 32 hexadecimal digits.
	DashedDeletes bool
}

// An AsyncRule says which operations honour X-Belvo-Request-Mode: async.
type AsyncRule string

const (
	AsyncTransactions AsyncRule = "transactions" // POST /api/transactions/ alone
	AsyncDocumented   AsyncRule = "documented"   // those whose 1.223.0 document says so
	AsyncEvery        AsyncRule = "every"        // every retrieve POST and the deletion of a link
)

// AsyncRules are all of them, in order of reach.
func AsyncRules() []AsyncRule {
	return []AsyncRule{AsyncTransactions, AsyncDocumented, AsyncEvery}
}

// Editions are the names that TermsOf knows, the default first.
func Editions() []string {
	return []string{"guide", "2023", "2026"}
}

// TermsOf are the terms of an edition; "" is the default, guide. An unknown
// name is an error that lists the known ones.
//
// Source: guide is the vendor's guide to asynchronous requests and else its
// reference 1.35.0; 2023 is that reference; 2026 is reference 1.223.0. That
// there are up to five retries with linear gaps is documented for 2021–22; the
// step of ten seconds is our choice.
func TermsOf(edition string) (Terms, error) {
	terms := Terms{
		Edition: edition, Generation: "2023",
		Policy:           webhook.DefaultPolicy(),
		TransactionsCode: "new_transactions_available",
	}
	if edition != "" && edition != "guide" {
		terms.Policy.Ack = webhook.Ack2xx
	}
	switch edition {
	case "", "guide":
		terms.Edition = "guide"
		terms.TransactionsCode = "new_transactions_updated"
		terms.Async = AsyncEvery
	case "2023":
		terms.Async = AsyncTransactions
	case "2026":
		terms.Generation = "2026"
		terms.Async = AsyncDocumented
		terms.DashedDeletes = true
	default:
		return Terms{}, fmt.Errorf("no edition %q: there are %v", edition, Editions())
	}
	return terms, nil
}

// ParseAsyncRule reads the value of --async.
func ParseAsyncRule(s string) (AsyncRule, error) {
	if rule := AsyncRule(s); slices.Contains(AsyncRules(), rule) {
		return rule, nil
	}
	return "", fmt.Errorf("%q is not one of %v", s, AsyncRules())
}
