package report

import (
	"strings"
	"testing"
)

// A summary that is too large is dropped whole, so it never is, whatever a
// client does; nor are the files that GitLab takes.
func TestFilesStaySmall(t *testing.T) {
	t.Parallel()
	wide := long()
	for i := range wide.Verdicts {
		wide.Verdicts[i].Why, wide.Verdicts[i].Command = strings.Repeat("|", 20_000), strings.Repeat("`", 20_000)
	}
	for i := range wide.Verdicts[0].Timeline { // of which all have the same
		wide.Verdicts[0].Timeline[i].What = strings.Repeat("日", 130)
	}
	repeated := full()
	for range 5 {
		repeated.Verdicts = append(repeated.Verdicts, repeated.Verdicts...)
	}
	reports := map[string]Report{"long timelines": long(), "long lines": wide, "many repeats": finished(repeated)}
	for name, r := range reports {
		for file, limit := range map[string]int{"summary.md": 200_000, "junit.xml": 30_000_000} {
			t.Run(name+" "+file, func(t *testing.T) {
				t.Parallel()
				if size := len(written(t, file, r)); size > limit {
					t.Errorf("%d bytes, want at most %d", size, limit)
				}
			})
		}
	}
}

func TestSummarySaysWhatHasNoRoom(t *testing.T) {
	t.Parallel()
	text := written(t, "summary.md", long())
	if !strings.Contains(text, " more are in report.html") {
		t.Error("something was left out and nothing says so")
	}
	if folds := strings.Count(text, "<details>"); folds == 0 || folds != strings.Count(text, "</details>") {
		t.Errorf("%d folds are opened, %d closed", folds, strings.Count(text, "</details>"))
	}
}

func TestAtMostTenAnnotations(t *testing.T) {
	t.Parallel()
	text := written(t, "annotations", long())
	if n := strings.Count(text, "\n"); n != 10 {
		t.Errorf("%d annotations, want 10", n)
	}
	if !strings.HasSuffix(text, "more are in the summary\n") {
		t.Errorf("the last one does not say how many there are:\n%s", text)
	}
}

func TestTerminalKeepsItsWidth(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(unpainted(written(t, "terminal-80", small()))) {
		line = strings.TrimRight(line, "\n")
		if columns(line) > 80 && !strings.Contains(line, "repeat ") && !strings.Contains(line, " scenarios ") {
			t.Errorf("%d columns: %s", columns(line), line)
		}
	}
}
