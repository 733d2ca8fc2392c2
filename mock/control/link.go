package control

import "encoding/json"

// A LinkSpec says what link to make; the zero value is a br_salaried person at
// the first institution.
type LinkSpec struct {
	ID             string            `json:"id,omitempty"` // a UUID; empty: derived
	Institution    string            `json:"institution,omitempty"`
	Persona        string            `json:"persona,omitempty"`
	AccessMode     string            `json:"access_mode,omitempty"` // single or recurrent; empty: recurrent
	ExternalID     *string           `json:"external_id,omitempty"`
	FetchResources []string          `json:"fetch_resources,omitempty"`
	RefreshRate    string            `json:"refresh_rate,omitempty"` // 6h, 12h, 24h, 7d or 30d; empty: 7d
	Transactions   []TransactionSpec `json:"transactions,omitempty"` // rows of the first account besides the persona's
}

// A LinkChange is what the bank or the person does to a link; nil leaves it as
// it is.
type LinkChange struct {
	// Status is valid, invalid, unconfirmed or token_required. A recurrent link
	// that turns invalid or token_required tells so by webhook at once, as if a
	// refresh had just found it.
	Status *string `json:"status,omitempty"`
	// Consent, at open finance institutions alone, is active (renewed for its full
	// length), expiring (in seven days, of which a recurrent link tells at once),
	// expired (at once), or the moment of RFC 3339 at which it expires.
	Consent     *string `json:"consent,omitempty"`
	AccessMode  *string `json:"access_mode,omitempty"`
	RefreshRate *string `json:"refresh_rate,omitempty"` // 6h, 12h, 24h, 7d or 30d
}

// A Link is the vendor's object.
type Link struct {
	ID                string   `json:"id"`
	Institution       string   `json:"institution"`
	AccessMode        string   `json:"access_mode"`
	Status            string   `json:"status"`
	RefreshRate       *string  `json:"refresh_rate"`
	CreatedBy         string   `json:"created_by"`
	LastAccessedAt    *string  `json:"last_accessed_at"`
	ExternalID        *string  `json:"external_id"`
	CreatedAt         string   `json:"created_at"`
	InstitutionUserID string   `json:"institution_user_id"`
	Credentials       string   `json:"credentials_storage"`
	StaleIn           string   `json:"stale_in"`
	FetchResources    []string `json:"fetch_resources"`
}

// A TransactionSpec is a row at the bank. A new one needs an amount; a change
// names what it changes.
type TransactionSpec struct {
	Account     *string     `json:"account,omitempty"`    // id; absent: the first account
	ValueDate   *string     `json:"value_date,omitempty"` // a day such as 2026-01-31, or a moment; absent: now
	Amount      json.Number `json:"amount,omitempty"`     // above 0, at most two decimals
	Type        *string     `json:"type,omitempty"`       // INFLOW or OUTFLOW; absent: OUTFLOW
	Status      *string     `json:"status,omitempty"`     // PENDING or PROCESSED; absent: PROCESSED
	Description *string     `json:"description,omitempty"`
	Merchant    *string     `json:"merchant,omitempty"`
	Category    *string     `json:"category,omitempty"` // one of the vendor's
	Reference   *string     `json:"reference,omitempty"`
}
