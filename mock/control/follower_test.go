package control_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestFollow(t *testing.T) {
	t.Parallel()
	f := newFake().written()
	far, _ := serve(t, f, control.HandlerConfig{})
	w := open(t, far)
	page, err := w.Journal(t.Context(), journal.Query{})
	if err != nil {
		t.Fatal(err)
	}
	follow := w.Follow(t.Context(), 1)
	for range 2 { // it can be run again
		var got []journal.Entry
		for e, err := range follow {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, e); len(got) == 2 {
				break
			}
		}
		if diff := cmp.Diff(page.Items[1:], got); diff != "" {
			t.Errorf("(-listed +followed):\n%s", diff)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var end error
	for e, err := range w.Follow(ctx, 0) {
		end = err
		if e.Seq == 3 {
			f.note("call", "later", "")
		}
		if e.Seq == 4 {
			cancel()
		}
	}
	if !errors.Is(end, context.Canceled) {
		t.Errorf("it ends with %v", end)
	}
	f.journal.Close()
	for e, err := range w.Follow(t.Context(), 4) {
		if told, ok := errors.AsType[*control.Error](err); !ok || told.Code != control.Gone || e.Seq != 0 {
			t.Errorf("a journal that is closed ends with %v, %v", e, err)
		}
	}
}

// A torn transport breaks each of the first streams off after so many bytes.
type torn struct {
	next    http.RoundTripper
	after   []int
	resumed []string // Last-Event-ID of each
}

func (c *torn) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.next.RoundTrip(r)
	if err != nil || r.Header.Get("Accept") != "text/event-stream" {
		return answer, err
	}
	c.resumed = append(c.resumed, r.Header.Get("Last-Event-ID"))
	if n := len(c.resumed) - 1; n < len(c.after) {
		answer.Body = tornBody{io.LimitReader(answer.Body, int64(c.after[n])), answer.Body}
	}
	return answer, nil
}

type tornBody struct {
	io.Reader
	io.Closer
}

func (b tornBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// A stream that breaks off in the middle of an event is taken up again; every
// entry comes once.
func TestFollowResumes(t *testing.T) {
	t.Parallel()
	f := newFake()
	for i := range 10 {
		f.note("call", fmt.Sprint("line ", i), "")
	}
	size := len(eventOf(1, "call", "line 0", "") + "\n")
	s := httptest.NewServer(control.Handler(f, control.HandlerConfig{}))
	t.Cleanup(s.Close)
	transport := &torn{next: s.Client().Transport, after: []int{size, 2*size - 1, size + 1, 4*size - 10}}
	w := control.Far(clientOf(t, s.URL, transport, ""), "w-1")
	want := uint64(1)
	for e, err := range w.Follow(t.Context(), 0) {
		if err != nil || e.Seq != want {
			t.Fatalf("got %d, %v; want %d", e.Seq, err, want)
		}
		if want++; want > 10 {
			break
		}
	}
	if diff := cmp.Diff([]string{"", "1", "2", "3", "6"}, transport.resumed); diff != "" {
		t.Errorf("resumed after (-want +got):\n%s", diff)
	}
}

// A canned transport answers with streams as they are, one after another, then
// with an error.
type canned struct {
	streams []string
	asked   int
}

var errRefused = errors.New("connection refused")

func (c *canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.asked++; c.asked > len(c.streams) {
		return nil, errRefused
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {"text/event-stream; charset=utf-8"}},
		Body: io.NopCloser(strings.NewReader(c.streams[c.asked-1])),
	}, nil
}

// Streams that bring nothing are asked for again, but not at once; when nobody
// answers any more, that is the end.
func TestFollowIsPatient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &canned{streams: []string{"", ": still here\n\n", "id: 1\nevent: call\ndata: {\"seq\"", eventOf(7, "call", "a", "") + "\n"}}
		began, seqs := time.Now(), []uint64{}
		var end error
		for e, err := range control.Far(clientOf(t, "http://mock.test", transport, ""), "w-1").Follow(t.Context(), 0) {
			if end = err; err == nil {
				seqs = append(seqs, e.Seq)
			}
		}
		if diff := cmp.Diff([]uint64{7}, seqs); diff != "" || !errors.Is(end, errRefused) || time.Since(began) != 3*time.Second {
			t.Errorf("after %s, ended by %v (-want +got):\n%s", time.Since(began), end, diff)
		}
	})
}

func TestFollowOfNonsense(t *testing.T) {
	t.Parallel()
	for name, stream := range map[string]string{
		"no JSON":            "data: x\n\n",
		"an entry of a list": "event: call\ndata: []\n\n",
		"an end without why": "event: error\ndata: {}\n\n",
		"too long":           "data: " + strings.Repeat("x", 17<<20) + "\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := &canned{streams: []string{stream}}
			n := 0
			for e, err := range control.Far(clientOf(t, "http://mock.test", transport, ""), "w-1").Follow(t.Context(), 0) {
				if n++; err == nil || errors.Is(err, errRefused) || e.Seq != 0 {
					t.Errorf("yields %v, %v", e, err)
				}
			}
			if n != 1 {
				t.Errorf("%d pairs came", n)
			}
		})
	}
}
