package bank

import (
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A Bill is what a credit card's month cost, as the vendor writes it.
type Bill struct {
	ID          string          `json:"id"`
	Account     *Account        `json:"account"`
	CollectedAt string          `json:"collected_at"`
	CreatedAt   string          `json:"created_at"`
	InternalID  string          `json:"internal_identification"`
	Name        string          `json:"bill_name"`
	DueDate     Day             `json:"due_date"`
	Currency    string          `json:"currency"`
	Total       Money           `json:"total_amount"`
	Minimum     Money           `json:"minimum_amount"`
	Installment bool            `json:"is_installment"`
	Charges     []FinanceCharge `json:"finance_charges"`
	Payments    []BillPayment   `json:"payments"`
}

// A FinanceCharge is what not paying in time has cost.
type FinanceCharge struct {
	Type     string  `json:"type"`
	Info     *string `json:"additional_info"`
	Currency string  `json:"currency"`
	Amount   Money   `json:"amount"`
}

// A BillPayment is a payment towards a bill.
type BillPayment struct {
	Type     string `json:"type"`
	Date     Day    `json:"payment_date"`
	Mode     string `json:"payment_mode"`
	Currency string `json:"currency"`
	Amount   Money  `json:"amount"`
}

// RecordID is the bill's id.
func (b *Bill) RecordID() string { return b.ID }

// Bills are the bills of a holder's cards that had closed when they were last
// seen, the latest first, card by card.
func Bills(h Holder, seen Seen) []Record {
	b := newBook(h, seen)
	var records []Record
	for i, a := range b.ledger.accounts {
		_, last, ok := seen.undated(a.id)
		if a.Category != fixtures.CreditCard || !ok {
			continue
		}
		from, to := billMonths(h, last)
		for m := to - 1; m >= from; m-- {
			if first, last, ok := seen(a.id, (m + 1).first().Start(), (m + 1).first().Start()); ok {
				records = append(records, b.bill(m, i, first, last))
			}
		}
	}
	return records
}

func (l *ledger) billPath(m month, card int) seeded.Path {
	return l.holder.World.At("bill", l.accounts[card].Key).Number(int(m))
}

func (l *ledger) billName(m month) string {
	return l.country.wording.bill + " " + twoDigits(m.number()) + "/" + strconv.Itoa(int(m)/12)
}

func (b *book) bill(m month, card int, first, last time.Time) *Bill {
	l := b.ledger
	path, total := l.billPath(m, card), l.bill(m, card)
	r := &Bill{
		ID: path.UUIDUnder(l.holder.Link), Account: b.account(card, last), CollectedAt: Stamp(last), CreatedAt: Stamp(first),
		InternalID: path.Hex(), Name: l.billName(m), DueDate: l.dueDay(m+1, card), Currency: l.country.currency,
		Total: total, Minimum: l.tidy(total * minimumPart / 100), Payments: []BillPayment{},
	}
	fee, interest := l.charges(m, card)
	r.Charges = r.chargesOf(fee, interest)
	if at := l.paidAt(m+1, card); total > 0 && at <= last.UnixMilli() {
		r.Payments = append(r.Payments, BillPayment{
			Type: "FULL", Date: dayOfMillis(at), Mode: "BANK_SLIP", Currency: r.Currency, Amount: total,
		})
	}
	return r
}

func (b *Bill) chargesOf(fee, interest Money) []FinanceCharge {
	var charges []FinanceCharge
	if fee > 0 {
		charges = append(charges, FinanceCharge{Type: "LATE_FEE", Currency: b.Currency, Amount: fee})
	}
	if interest > 0 {
		charges = append(charges, FinanceCharge{Type: "LATE_PAYMENT_INTEREST", Currency: b.Currency, Amount: interest})
	}
	if len(charges) == 0 {
		charges = append(charges, FinanceCharge{Type: "NO_CHARGE", Currency: b.Currency})
	}
	return charges
}

// CardData is what only movements of credit cards have.
type CardData struct {
	CollectedAt    string       `json:"collected_at"`
	BillName       string       `json:"bill_name"`
	BillDueDate    Day          `json:"bill_due_date"`
	BillInternalID *string      `json:"bill_internal_identification"`
	BillStatus     string       `json:"bill_status"`
	PreviousTotal  *string      `json:"previous_bill_total"`
	BillAmount     *Money       `json:"bill_amount"`
	CardNumber     string       `json:"card_number"`
	FeeType        *string      `json:"fee_type"`
	FeeInfo        *string      `json:"fee_type_additional_info"`
	CreditsType    *string      `json:"credits_type"`
	CreditsInfo    *string      `json:"credits_type_additional_info"`
	Installment    string       `json:"installment_identifier"`
	Installments   *int         `json:"number_of_installments"`
	Bill           *CardBillRef `json:"credit_card_bill"`
}

// CardBillRef names the bill on which a movement stands.
type CardBillRef struct {
	ID         string `json:"id"`
	InternalID string `json:"internal_identification"`
}

// cardData is what a card's movement says of its bill at a moment: an open bill
// has no amount and no record yet.
func (b *book) cardData(m Movement, card int, at time.Time) *CardData {
	l, month := b.ledger, m.Day.month()
	id := l.identify(&l.accounts[card])
	d := &CardData{
		CollectedAt: Stamp(at), BillName: l.billName(month), BillDueDate: l.dueDay(month+1, card), BillStatus: "OPEN", CardNumber: id.card,
		Installment: m.ID[24:],
	}
	switch m.Kind {
	case "late_fee":
		d.FeeType = given("PAYMENT_FEE")
	case "late_interest":
		d.CreditsType = given("REVOLVING_CREDIT")
	}
	if m.Parts > 0 {
		d.Installments = &m.Parts
	}
	if l.holder.Persona.Rows > 0 {
		return d
	}
	previous := l.bill(month-1, card).String()
	d.PreviousTotal = &previous
	if DayOf(at).month() > month {
		b.closed(d, month, card, at)
	}
	return d
}

// closed adds what is known of a bill once its month is over.
func (b *book) closed(d *CardData, m month, card int, at time.Time) {
	l := b.ledger
	path, total := l.billPath(m, card), l.bill(m, card)
	d.BillAmount, d.BillStatus = &total, "CLOSED"
	if l.paidAt(m+1, card) <= at.UnixMilli() {
		d.BillStatus = "PAID"
	}
	internal := path.Hex()
	d.BillInternalID = &internal
	if !m.first().Before(HistoryStart(l.holder)) {
		d.Bill = &CardBillRef{ID: path.UUIDUnder(l.holder.Link), InternalID: internal}
	}
}
