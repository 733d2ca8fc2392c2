package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A notification is the provider's webhook, as far as this client needs it.
type notification struct {
	WebhookID string          `json:"webhook_id"`
	Type      string          `json:"webhook_type"`
	Code      string          `json:"webhook_code"`
	Process   string          `json:"process_type"`
	LinkID    string          `json:"link_id"`
	RequestID string          `json:"request_id"`
	External  json.RawMessage `json:"external_id"`
	Data      json.RawMessage `json:"data"`
}

// readNotification takes a body for a notification, or says what is wrong with
// it. Keys that are not known, their order, and data of any form do not matter.
func readNotification(body []byte, strict bool) (notification, error) {
	if !utf8.Valid(body) {
		return notification{}, errors.New("the body is not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if strict {
		decoder.DisallowUnknownFields()
	}
	var n notification
	if err := decoder.Decode(&n); err != nil {
		return notification{}, fmt.Errorf("the body is no notification: %w", err)
	}
	if decoder.More() {
		return notification{}, errors.New("the body goes on after the notification")
	}
	for _, field := range []struct{ name, value string }{
		{"webhook_id", n.WebhookID}, {"webhook_type", n.Type}, {"webhook_code", n.Code}, {"link_id", n.LinkID},
	} {
		if field.value == "" {
			return notification{}, fmt.Errorf("%s is missing", field.name)
		}
	}
	return n, nil
}

// words are the paths of the webhook types that this client reads.
var words = map[string]string{
	"ACCOUNTS": "accounts", "OWNERS": "owners", "TRANSACTIONS": "transactions", "BILLS": "bills", "BALANCES": "balances",
}

// word is the path word of what a notification says is there; false if it is of
// a type or a code that this client does not know.
//
// Source: vendor document, but for new_transactions_updated, which is its
// guide's, and new_balances_available, which is our choice.
func (n notification) word() (string, bool) {
	word, known := words[n.Type]
	codes := []string{"historical_update", "new_" + word + "_available"}
	if n.Type == "TRANSACTIONS" {
		codes = append(codes, "new_transactions_updated", transactionsUpdated, transactionsDeleted)
	}
	return word, known && slices.Contains(codes, n.Code)
}

// The codes that name transactions.
const (
	transactionsUpdated = "transactions_updated"
	transactionsDeleted = "transactions_deleted"
)

// link is what a notification says about its link; empty: nothing.
//
// Source: vendor document; the older consent_expired is from its guide.
func (n notification) link() linkState {
	switch n.Type + " " + n.Code {
	case "LINK link_deleted":
		return deleted
	case "LINK invalid_credentials", "LINK token_required", "CONSENT openfinance_consent_expired", "CONSENT consent_expired":
		return broken
	}
	return ""
}

// errors are the codes of what could not be gathered, and transactions the ids
// that data names. Data of another form has neither.
func (n notification) errors() []string {
	var data struct {
		Errors []struct {
			Code string `json:"code"`
		} `json:"errors"`
	}
	_ = json.Unmarshal(n.Data, &data)
	codes := make([]string, 0, len(data.Errors))
	for _, e := range data.Errors {
		codes = append(codes, e.Code)
	}
	return codes
}

func (n notification) transactions() []string {
	var data struct {
		Transactions []string `json:"transactions"`
	}
	_ = json.Unmarshal(n.Data, &data)
	return data.Transactions
}

// fieldIn finds the text of a field in the bytes of what is no JSON; empty if it
// is not there, or not whole.
func fieldIn(name string, body []byte) string {
	plain := bytes.ReplaceAll(body, []byte{0}, nil) // of ASCII in 16 bits
	pattern := regexp.MustCompile(`"` + name + `"\s*:\s*"([^"\\]{1,128})"`)
	if found := pattern.FindSubmatch(plain); found != nil {
		return strings.ToValidUTF8(string(found[1]), "")
	}
	return ""
}
