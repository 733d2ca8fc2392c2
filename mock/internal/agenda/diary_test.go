package agenda_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// The kinds of the tests: a job is inline, a delivery overlaps, a refresh lasts.
const (
	job      = "job"
	delivery = "delivery"
	refresh  = "refresh"
)

var start = time.Date(2023, time.January, 16, 9, 0, 0, 0, time.UTC)

// A diary is an agenda that writes down when its items begin and end. What an
// item does in between is up to the test.
type diary struct {
	*agenda.Agenda
	do map[string]func(context.Context) // by ID; nothing else is done

	mu    sync.Mutex
	lines []string
}

// newDiary makes a frozen agenda at start, of the default width, unless edit
// changes that.
func newDiary(edit func(*agenda.Config)) *diary {
	d := &diary{do: map[string]func(context.Context){}}
	cfg := agenda.Config{
		Start: start, Frozen: true,
		Overlaps: func(kind string) bool { return kind == delivery },
		Lasting:  func(kind string) bool { return kind == refresh },
		Run:      d.run,
	}
	if edit != nil {
		edit(&cfg)
	}
	d.Agenda = agenda.New(cfg)
	return d
}

func flowing(cfg *agenda.Config) { cfg.Frozen = false }

func (d *diary) run(ctx context.Context, item agenda.Item) {
	d.write(item.ID)
	if do := d.do[item.ID]; do != nil {
		do(ctx)
		d.write(item.ID + " ended")
	}
}

// write adds a line with the workspace time since start.
func (d *diary) write(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf("%s %s", d.Now().Sub(start), what))
}

// add puts an item on the agenda, due so long after start.
func (d *diary) add(after time.Duration, kind, id string) {
	d.Add(item(after, kind, id))
}

func item(after time.Duration, kind, id string) agenda.Item {
	return agenda.Item{Due: start.Add(after), Kind: kind, ID: id}
}

func (d *diary) want(t *testing.T, lines ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(lines, slices.Clone(d.lines)); diff != "" {
		t.Errorf("diary (-want +got):\n%s", diff)
	}
}

// follow runs the agenda until the test ends.
func (d *diary) follow(t *testing.T) {
	t.Helper()
	go d.Follow(t.Context())
}

func ptr[T any](v T) *T { return &v }

// wantRounded is want with the times rounded to seconds, for lines that are a
// few nanoseconds apart.
func (d *diary) wantRounded(t *testing.T, lines ...string) {
	t.Helper()
	d.mu.Lock()
	for i, line := range d.lines {
		at, what, _ := strings.Cut(line, " ")
		if after, err := time.ParseDuration(at); err == nil {
			d.lines[i] = after.Round(time.Second).String() + " " + what
		}
	}
	d.mu.Unlock()
	d.want(t, lines...)
}
