package harness

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// compare says in words how what is held differs from what there is; empty if it
// does not.
func compare(rows map[string]string, held []Held) string {
	times := map[string]int{}
	var twice, strange, wrong, missing []string
	for _, item := range held {
		amount, there := rows[item.ID]
		times[item.ID]++
		switch {
		case !there:
			strange = append(strange, item.ID)
		case times[item.ID] == 2:
			twice = append(twice, item.ID)
		case amount != "" && item.Amount != "" && !sameAmount(amount, item.Amount):
			wrong = append(wrong, item.Amount+" instead of "+amount)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if times[id] == 0 {
			missing = append(missing, id)
		}
	}
	var found []string
	for _, kind := range []struct {
		words string
		what  []string
	}{{"missing", missing}, {"held more than once", twice}, {"unknown to the provider", strange}, {"with a wrong amount", wrong}} {
		if len(kind.what) > 0 {
			found = append(found, fmt.Sprintf("%d %s, such as %s", len(kind.what), kind.words, kind.what[0]))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("%d rows held where there are %d: %s", len(held), len(rows), strings.Join(found, "; "))
}

// sameAmount tells whether two decimal texts are one number.
func sameAmount(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}
