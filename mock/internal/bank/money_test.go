package bank_test

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bank.Money{
		"0": 0, "1": 1_00, "1.5": 1_50, "1.05": 1_05, "-1234.56": -1234_56, "007": 7_00, "-0": 0, "92233720368547758.07": math.MaxInt64,
	} {
		if got, err := bank.ParseMoney(text); err != nil || got != want {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", ".", ".5", "1.", "1.234", "1,5", "1e3", "+1", "--1", " 1", "1_0", "٣", "NaN", "0x10", "92233720368547758.08", "null"} {
		if got, err := bank.ParseMoney(text); err == nil {
			t.Errorf("%q is %s, want an error", text, got)
		}
	}
}

func TestMoneyIsExact(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]bank.Money{"0.00": 0, "0.07": 7, "-0.07": -7, "1234.50": 1234_50, "-92233720368547758.08": math.MinInt64} {
		if got := m.String(); got != want {
			t.Errorf("%d is written %s, want %s", int64(m), got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := bank.Money(rapid.Int64Min(math.MinInt64+1).Draw(rt, "money"))
		text, err := json.Marshal(m)
		if err != nil {
			rt.Fatal(err)
		}
		var back bank.Money
		if err := json.Unmarshal(text, &back); err != nil || back != m {
			rt.Errorf("%d is written %s and read %d, %v", int64(m), text, int64(back), err)
		}
	})
}

func TestMoneyRefusesOtherJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"1.50"`, `1e2`, `0.001`, `true`, `{}`} {
		var m bank.Money
		if err := json.Unmarshal([]byte(text), &m); err == nil {
			t.Errorf("%s is %s, want an error", text, m)
		}
	}
}

// What can be read is written in one way.
func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"0", "-1.5", "1234.56", "1.", "-", "9223372036854775807", "1e9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := bank.ParseMoney(text)
		if err != nil {
			return
		}
		if again, err := bank.ParseMoney(m.String()); err != nil || again != m {
			t.Errorf("%q is %s, which is %s, %v", text, m, again, err)
		}
	})
}
