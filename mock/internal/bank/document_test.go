package bank_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// documents are the forms that people and accounts are known by.
var documents = []struct {
	name         string
	valid        func(string) bool
	draw         func(*seeded.Chance, bank.Mexican) string
	right, wrong []string
}{
	{
		"CPF", bank.ValidCPF, func(c *seeded.Chance, _ bank.Mexican) string { return bank.CPF(c) },
		[]string{"76109277673", "761.092.776-73", "529.982.247-25"},
		[]string{"", "76109277674", "7610927767", "761092776733", "11111111111", "7610927767a", "７6109277673"},
	},
	{
		"CNPJ", bank.ValidCNPJ, func(c *seeded.Chance, _ bank.Mexican) string { return bank.CNPJ(c) },
		[]string{"11222333000181", "11.222.333/0001-81", "12ABC34501DE35", "12.abc.345/01de-35"},
		[]string{"", "50685362006773" /* the vendor's own sample */, "11222333000182", "12ABC34501DE36", "12ABC34501DEA5", "00000000000000", "1122233300018"},
	},
	{
		"CLABE", bank.ValidCLABE, func(c *seeded.Chance, _ bank.Mexican) string { return bank.CLABE(c) },
		[]string{"032180000118359719", "032 180 00011835971 9"},
		[]string{"", "032180000118359718", "03218000011835971", "03218000011835971A"},
	},
	{
		"RFC of a company", bank.ValidRFC,
		func(c *seeded.Chance, p bank.Mexican) string {
			return bank.CompanyRFC(c, p.Paternal+" "+p.Given+", S.A. de C.V.", p.Born)
		},
		[]string{"GODE561231GR8", "gode-561231-gr8"},
		[]string{"", "GODE561231GR9", "GODE561331GR8", "GODE560230GR8", "XAXX010101000", "GODE561231GR", "&", "ÑÑÑ"},
	},
	{
		"CURP", bank.ValidCURP, bank.CURP,
		[]string{"BOXW310820HNERXN09", "boxw310820-hnerxn-09"},
		[]string{"", "BOXW310820HNERXN08", "BOXW310820HZZRXN09", "BOXW311320HNERXN09", "BOXW310820HNERXN0"},
	},
	{
		"NIT", bank.ValidNIT, func(c *seeded.Chance, _ bank.Mexican) string { return bank.NIT(c) },
		[]string{"213123432-1", "2131234321", "890900608-9"},
		[]string{"", "213123432-2", "1-1", "21312343A-1", strings.Repeat("1", 17)},
	},
}

func TestKnownDocuments(t *testing.T) {
	t.Parallel()
	for _, d := range documents {
		for _, number := range d.right {
			if !d.valid(number) {
				t.Errorf("%s %s is refused", d.name, number)
			}
		}
		for _, number := range d.wrong {
			if d.valid(number) {
				t.Errorf("%s %q is taken", d.name, number)
			}
		}
	}
}

// mexicans have names with all that is odd about names there.
func mexicans(t *rapid.T) bank.Mexican {
	names := []string{"", "Ñ", "José", "María José", "José de la Luz", "de los Ángeles", "Núñez", "Muñoz", "Ó", "X", "Xóchitl", "del Río", "Güemes", "Peña & Hijos", "Cacho", "王"}
	return bank.Mexican{
		Given: rapid.SampledFrom(names).Draw(t, "given"), Paternal: rapid.SampledFrom(names).Draw(t, "paternal"),
		Maternal: rapid.SampledFrom(names).Draw(t, "maternal"), Woman: rapid.Bool().Draw(t, "woman"),
		Born: time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 90*365).Draw(t, "days")) * 24 * time.Hour),
	}
}

// Whoever it is drawn for, a number passes its own checks.
func TestDrawnDocumentsAreValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		c, p := seeded.World(rapid.Uint64().Draw(rt, "seed")).Chance(), mexicans(rt)
		for _, d := range documents {
			for range 20 {
				if number := d.draw(c, p); !d.valid(number) {
					rt.Errorf("%s of %+v is %s, which is not valid", d.name, p, number)
				}
			}
		}
	})
}

// One wrong digit of a number is noticed, since that is what check digits are
// for. The forms with letters, and the NIT, whose digit stands for two rests
// where it is 1, notice most only.
func TestOneWrongDigitIsNoticed(t *testing.T) {
	t.Parallel()
	for _, d := range documents {
		if d.name != "CPF" && d.name != "CNPJ" && d.name != "CLABE" {
			continue
		}
		number := d.right[0]
		for i := range len(number) {
			for digit := byte('0'); digit <= '9'; digit++ {
				wrong := number[:i] + string(digit) + number[i+1:]
				if number[i] >= '0' && number[i] <= '9' && digit != number[i] && d.valid(wrong) {
					t.Errorf("%s %s is taken, as %s is", d.name, wrong, number)
				}
			}
		}
	}
}

// What the names contribute, by the registries' rules.
func TestInitials(t *testing.T) {
	t.Parallel()
	born := time.Date(1956, 12, 31, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, want string
		got        func(*seeded.Chance) string
	}{
		{"a plain name", `^GODE561231`, person(bank.CURP, bank.Mexican{Given: "Emma", Paternal: "Gómez", Maternal: "Díaz", Born: born})},
		{"particles and José do not count", `^RIAL561231`, person(bank.CURP, bank.Mexican{Given: "José Luis", Paternal: "del Río", Maternal: "de los Ángeles", Born: born})},
		{"an unwanted word in a CURP", `^CXCO561231H..`, person(bank.CURP, bank.Mexican{Given: "Omar", Paternal: "Castro", Maternal: "Cruz", Born: born})},
		{"no maternal surname", `^GOXE561231M..MXM[0-9]{2}$`, person(bank.CURP, bank.Mexican{Given: "Emma", Paternal: "Gómez", Woman: true, Born: born})},
		{"born since 2000", `^GODE060102H..MZM[A-J][0-9]$`, person(bank.CURP, bank.Mexican{Given: "Emma", Paternal: "Gómez", Maternal: "Díaz", Born: time.Date(2006, 1, 2, 0, 0, 0, 0, time.UTC)})},
		{"a company of three words", `^GAN561231..[0-9A]$`, company("Grupo Ávila Noé, S.A. de C.V.", born)},
		{"a company of one word", `^QUE561231`, company("Quetzal, S.A. de C.V.", born)},
		{"a company of one letter", `^QXX561231`, company("Q", born)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.got(seeded.World(7).Chance()); !regexp.MustCompile(tt.want).MatchString(got) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func person(draw func(*seeded.Chance, bank.Mexican) string, p bank.Mexican) func(*seeded.Chance) string {
	return func(c *seeded.Chance) string { return draw(c, p) }
}

func company(name string, founded time.Time) func(*seeded.Chance) string {
	return func(c *seeded.Chance) string { return bank.CompanyRFC(c, name, founded) }
}

// Clients send anything: no number may make a check panic, and punctuation
// never counts.
func FuzzDocuments(f *testing.F) {
	for _, d := range documents {
		for _, number := range append(d.right, d.wrong...) {
			f.Add(number)
		}
	}
	f.Fuzz(func(t *testing.T, number string) {
		plain := bank.PlainDocument(number)
		if again := bank.PlainDocument(plain); again != plain {
			t.Errorf("%q becomes %q, then %q", number, plain, again)
		}
		for _, d := range documents {
			if d.valid(number) != d.valid(plain) {
				t.Errorf("%s: %q and %q are not the same", d.name, number, plain)
			}
		}
	})
}
