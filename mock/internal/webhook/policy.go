// Package webhook is the life of a webhook without the network: what is sent,
// what counts as heard, and when it is sent again.
package webhook

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An Ack says which statuses acknowledge a delivery. It is made by ParseAck or
// is one of the constants; the zero value acknowledges nothing.
type Ack string

// The acknowledgements.
//
// Source: 202 is the vendor's guide to asynchronous requests; any 2xx is its
// reference; 200 is its go-live list.
const (
	Ack202 Ack = "202"
	Ack200 Ack = "200"
	Ack2xx Ack = "2xx"
)

// ParseAck reads 202, 200 or 2xx.
func ParseAck(text string) (Ack, error) {
	switch a := Ack(strings.ToLower(text)); a {
	case Ack202, Ack200, Ack2xx:
		return a, nil
	}
	return "", fmt.Errorf("%q is none of 202, 200, 2xx", text)
}

func (a Ack) accepts(status int) bool {
	if a == Ack2xx {
		return status >= 200 && status < 300
	}
	return strconv.Itoa(status) == string(a)
}

// A Policy says what counts as heard and when a delivery is tried again.
//
// Source: the window is the vendor's guide. Its documents of 2021–22 promise
// up to five retries with linear gaps and give no lengths; nothing newer is
// published. What a refusal does beyond being recorded is our choice.
type Policy struct {
	Ack Ack
	// Window runs from the request's last byte to the answer's headers, in wall
	// time.
	Window time.Duration
	// Gaps are the waits before the second attempt, the third, and so on, in
	// workspace time, each from the start of the attempt before. A delivery has
	// len(Gaps)+1 attempts; none means it is tried once.
	Gaps []time.Duration
	// StopOnRefused gives a delivery up once the receiver has refused it by name.
	StopOnRefused bool
}

// DefaultPolicy is the vendor's guide, with gaps that grow by ten seconds.
func DefaultPolicy() Policy {
	return Policy{
		Ack:    Ack202,
		Window: 5 * time.Second,
		Gaps:   []time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second, 40 * time.Second, 50 * time.Second},
	}
}
