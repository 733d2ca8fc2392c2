package harness

import (
	"fmt"
	"strings"
	"testing"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("0123456789\n", 100)
	tests := []struct {
		name    string
		limit   int
		secrets []string
		printed []string
		want    string
		cut     bool
	}{
		{"all of it", 100, nil, []string{"one\n", "two"}, "one\ntwo", false},
		{"the end, in whole lines", 25, nil, []string{many, "the end"}, "0123456789\nthe end", true},
		{"the end of one long line", 5, nil, []string{strings.Repeat("x", 100), "12345"}, "12345", true},
		{"a secret in two writes", 100, []string{"s3cret"}, []string{"it is s3c", "ret!"}, "it is [redacted]!", false},
		{"a secret as it is written elsewhere", 200, []string{`a"b c`}, []string{`a"b c a%22b+c a%22b%20c a\"b c YSJiIGM=`},
			"[redacted] [redacted] [redacted] [redacted] [redacted]", false},
		{"a secret within another", 100, []string{"s3cret", "s3cret-too"}, []string{"s3cret-too s3cret"}, "[redacted] [redacted]", false},
		{"half a secret at the cut", 5, []string{"s3cret"}, []string{"s3cr", strings.Repeat("et3cr", 20)}, "et3cr", true},
		{"what is too short to be one", 100, []string{"e", ""}, []string{"hello"}, "hello", false},
		{"bytes that are no text", 100, nil, []string{"a\xff\xfeb"}, "a\ufffdb", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := newOutput(tt.limit, tt.secrets...)
			for _, text := range tt.printed {
				if n, err := o.Write([]byte(text)); n != len(text) || err != nil {
					t.Errorf("write: %d, %v", n, err)
				}
			}
			if got := o.Text(); got != tt.want || o.Cut() != tt.cut {
				t.Errorf("text is %q (cut: %v), want %q (%v)", got, o.Cut(), tt.want, tt.cut)
			}
		})
	}
}

// However much is printed, the memory for it is bounded, and no part of a
// secret is told.
func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	o := newOutput(1000, "open-sesame")
	for i := range 10_000 {
		fmt.Fprint(o, strings.Repeat("open-sesame", i%7))
		if held := cap(o.end); held > 4096 {
			t.Fatalf("%d bytes are held", held)
		}
		if text := o.Text(); strings.Contains(text, "sesame") || len(text) > 1000 {
			t.Fatalf("after %d writes the text is %q", i, text)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	long := newOutput(10_000)
	fmt.Fprint(long, strings.Repeat("é", 500))
	if got := long.LastWords(); !strings.HasPrefix(got, "…é") || len(got) > lastWords+len("…") {
		t.Errorf("last words are %q", got)
	}
	if got := firstWords("a \n\n" + strings.Repeat("é", 500)); !strings.HasPrefix(got, "a é") || !strings.HasSuffix(got, "é…") {
		t.Errorf("first words are %q", got)
	}
}
