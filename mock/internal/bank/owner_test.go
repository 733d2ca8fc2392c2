package bank_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

func owner(h bank.Holder) *bank.Owner { return bank.Owners(h, looks(opened))[0].(*bank.Owner) }

var (
	mail  = regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9]+)*@example\.com$`)
	phone = regexp.MustCompile(`^\+(55\d{2}9\d{8}|52\d{10}|573\d{9})$`)
)

// Whoever it is, their numbers are right and their mail goes nowhere.
func TestOwnersAreWellFormed(t *testing.T) {
	t.Parallel()
	valid := map[string]func(string) bool{
		"CPF": bank.ValidCPF, "CNPJ": bank.ValidCNPJ, "CURP": bank.ValidCURP, "RFC": bank.ValidRFC, "NIT": bank.ValidNIT,
		"CC": regexp.MustCompile(`^1\d{9}$`).MatchString,
	}
	documents := map[string]string{
		"BR individual": "CPF", "BR company": "CNPJ", "MX individual": "CURP", "MX company": "RFC", "CO individual": "CC", "CO company": "NIT",
	}
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		country := h.Persona.Country
		if country == "" {
			country = "BR"
		}
		o := owner(h)
		if want := documents[country+" "+string(h.Persona.Kind)]; o.Document.Type != want || !valid[want](o.Document.Number) {
			rt.Errorf("document is %v, want a valid %s", o.Document, want)
		}
		if o.Email != nil && !mail.MatchString(*o.Email) {
			rt.Errorf("email is %s", *o.Email)
		}
		if o.Phone != nil && !phone.MatchString(*o.Phone) {
			rt.Errorf("phone number is %s", *o.Phone)
		}
	})
}

// Each generation has its own keys.
func TestOwnersOfBothGenerations(t *testing.T) {
	t.Parallel()
	company, _ := fixtures.Bundled().Persona("br_company")
	// Source: what 1.223.0 requires of a person and of a company alike.
	open := []string{"additional_documents", "addresses", "companies_id", "document_id", "emails", "financial_profile", "financial_relation", "internal_identification", "phone_numbers"}
	tests := []struct {
		name      string
		holder    func(seed uint64) bank.Holder
		sometimes []string // besides address, email and phone_number
		always    []string
	}{
		{"a person in 2023", func(seed uint64) bank.Holder { return holderOf(t, seed, clerk) }, []string{"second_last_name"}, []string{
			"display_name", "document_id", "first_name", "internal_identification", "last_name",
		}},
		{"a company in 2023", func(seed uint64) bank.Holder { return holderOf(t, seed, company) }, nil, []string{
			"business_name", "display_name", "document_id", "internal_identification",
		}},
		{"a person in 2026", func(seed uint64) bank.Holder { return openly(t, holderOf(t, seed, clerk)) }, []string{"social_name"}, append([]string{
			"birth_date", "display_name", "filiations", "gender", "is_local_resident", "marital_status",
		}, open...)},
		{"a company in 2026", func(seed uint64) bank.Holder { return openly(t, holderOf(t, seed, company)) }, nil, append([]string{
			"company_name", "incorporation_date", "parties", "trade_name",
		}, open...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			there := map[string]int{}
			const people = 100
			for seed := range uint64(people) {
				var keys map[string]any
				if err := json.Unmarshal([]byte(asJSON(t, bank.Owners(tt.holder(seed), looks(opened)))), &keys); err != nil {
					t.Fatal(err)
				}
				for key, value := range keys {
					if value != nil {
						there[key]++
					}
				}
			}
			var always, sometimes []string
			for _, key := range slices.Sorted(maps.Keys(there)) {
				if there[key] == people {
					always = append(always, key)
				} else {
					sometimes = append(sometimes, key)
				}
			}
			if diff := cmp.Diff(sorted(tt.always, "collected_at", "created_at", "id", "link"), always); diff != "" {
				t.Errorf("never null (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(sorted(tt.sometimes, "address", "email", "phone_number"), sometimes); diff != "" {
				t.Errorf("null for some (-want +got):\n%s", diff)
			}
		})
	}
}

func sorted(some []string, more ...string) []string {
	return slices.Sorted(slices.Values(slices.Concat(some, more)))
}

// Nullable fields are null for some, and there for most.
func TestOwnersLackThingsNowAndThen(t *testing.T) {
	t.Parallel()
	const people = 400
	lacks := map[string]int{}
	for seed := range uint64(people) {
		o := owner(holderOf(t, seed, clerk))
		for name, field := range map[string]*string{"email": o.Email, "phone": o.Phone, "address": o.Address, "second surname": o.SecondLastName} {
			if field == nil {
				lacks[name]++
			}
		}
		if o.FirstName == nil || o.LastName == nil || strings.Contains(*o.DisplayName, "  ") || strings.HasSuffix(*o.DisplayName, " ") {
			t.Fatalf("person %d is called %q", seed, *o.DisplayName)
		}
	}
	for _, name := range []string{"email", "phone", "address", "second surname"} {
		if n := lacks[name]; n < people/50 || n > people/5 {
			t.Errorf("%d of %d people have no %s", n, people, name)
		}
	}
}

// An owner is who they are, whenever their link was made.
func TestOwnersDoNotDependOnTheirLink(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			later := h
			later.Opened = h.Opened.Add(90 * 24 * time.Hour)
			if diff := cmp.Diff(owner(h), owner(later), exact); diff != "" {
				t.Errorf("(-early +late):\n%s", diff)
			}
		})
	}
}

// What an owner says in one place fits what they say in another.
func TestOwnersAreConsistent(t *testing.T) {
	t.Parallel()
	plain := strings.NewReplacer("Á", "A", "É", "E", "Í", "I", "Ó", "O", "Ú", "U", "Ñ", "X")
	initial := func(name *string) string {
		if name == nil {
			return "X"
		}
		return plain.Replace(string([]rune(*name)[:1]))
	}
	for seed := range uint64(200) {
		for _, id := range []string{"mx_salaried", "mx_company"} {
			p, _ := fixtures.Bundled().Persona(id)
			h := holderOf(t, seed, p)
			old, o := owner(h), owner(openly(t, h))
			number, since := o.Document.Number, parseDay(t, o.Relation.Start[:10])
			if old.Document != o.Document || o.MoreDocuments[0].Number == number {
				t.Fatalf("documents %v, then %v and %v", old.Document, o.Document, o.MoreDocuments)
			}
			if id == "mx_company" {
				if day := strings.ReplaceAll(o.Incorporation.String(), "-", "")[2:]; number[3:9] != day || since.Before(*o.Incorporation) {
					t.Errorf("RFC %s of a company of %s, a customer since %s", number, o.Incorporation, since)
				}
				continue
			}
			born, sex := strings.ReplaceAll(o.BirthDate.String(), "-", "")[2:], map[string]string{"MALE": "H", "FEMALE": "M"}[*o.Gender]
			if want := initial(old.LastName) + initial(old.SecondLastName) + born + sex; number[:1]+number[2:3]+number[4:11] != want {
				t.Errorf("CURP %s of %s, want %s", number, *old.DisplayName, want)
			}
			if since.Before(o.BirthDate.AddMonths(18 * 12)) {
				t.Errorf("born on %s, a customer since %s", o.BirthDate, since)
			}
		}
	}
}

// What an owner says to earn is about what comes in.
func TestOwnersEarnWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, p := range personas() {
		if p.Rows > 0 {
			continue // the streams of those are weights
		}
		t.Run(p.ID, func(t *testing.T) {
			t.Parallel()
			h := openly(t, holderOf(t, 7, p))
			var earned bank.Money
			for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, opened) {
				if m.Inflow && m.Category == "Income & Payments" && m.Kind != "bonus" {
					earned += m.Amount
				}
			}
			profile := owner(h).Profile
			var said bank.Money
			if p.Kind == fixtures.Company {
				said = profile.Revenue.Amount
			} else {
				said = 12 * profile.Income.Amount
			}
			if said < earned*3/4 || said > earned*5/4 {
				t.Errorf("says %s, earned %s in a year", said, earned)
			}
		})
	}
}
