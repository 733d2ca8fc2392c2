package bank

// An Owner is who holds the accounts, as the vendor writes it. What its form
// does not know is null: those of 2026, which people and companies do not share,
// have no parts of names, and 2023's has what is before SocialName only.
type Owner struct {
	ID             string          `json:"id"`
	Link           string          `json:"link"`
	InternalID     string          `json:"internal_identification"`
	CollectedAt    string          `json:"collected_at"`
	CreatedAt      string          `json:"created_at"`
	DisplayName    *string         `json:"display_name"`
	Email          *string         `json:"email"`
	Phone          *string         `json:"phone_number"`
	Address        *string         `json:"address"`
	Document       OwnerDocument   `json:"document_id"`
	FirstName      *string         `json:"first_name"`
	LastName       *string         `json:"last_name"`
	SecondLastName *string         `json:"second_last_name"`
	BusinessName   *string         `json:"business_name"`
	SocialName     *string         `json:"social_name"`
	CompanyName    *string         `json:"company_name"`
	TradeName      *string         `json:"trade_name"`
	BirthDate      *Day            `json:"birth_date"`
	Incorporation  *Day            `json:"incorporation_date"`
	MaritalStatus  *string         `json:"marital_status"`
	MaritalInfo    *string         `json:"marital_status_additional_info"`
	Gender         *string         `json:"gender"`
	Resident       *bool           `json:"is_local_resident"`
	CompaniesID    []string        `json:"companies_id"`
	MoreDocuments  []OwnerPaper    `json:"additional_documents"`
	Nationalities  *struct{}       `json:"nationalities"`
	Emails         []OwnerEmail    `json:"emails"`
	Phones         []OwnerPhone    `json:"phone_numbers"`
	Addresses      []OwnerAddress  `json:"addresses"`
	Filiations     []OwnerParent   `json:"filiations"`
	Parties        []OwnerParty    `json:"parties"`
	Profile        *OwnerProfile   `json:"financial_profile"`
	Relation       *OwnerRelations `json:"financial_relation"`
}

// An OwnerDocument is the number by which a country knows somebody.
type OwnerDocument struct {
	Type   string `json:"document_type"`
	Number string `json:"document_number"`
}

// RecordID is the owner's id.
func (o *Owner) RecordID() string { return o.ID }

// Owners are who holds the accounts: one person or one company.
func Owners(h Holder, seen Seen) []Record {
	first, last, ok := seen.undated("")
	if !ok {
		return nil
	}
	who := identifyHolder(h)
	o := &Owner{
		ID: h.World.At("owner").UUIDUnder(h.Link), Link: h.Link, InternalID: h.World.At("owner").Hex(),
		CreatedAt: Stamp(first), CollectedAt: Stamp(last),
		DisplayName: &who.name, Email: who.email, Phone: who.phone, Address: who.address, Document: who.document,
	}
	if h.openFinance() {
		who.openFinance(o, h)
	} else {
		o.FirstName, o.LastName, o.SecondLastName, o.BusinessName = given(who.first), given(who.last), given(who.second), given(who.business)
	}
	return []Record{o}
}
