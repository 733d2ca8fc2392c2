package control

import "net/http"

// An Entry says who may come to what stands beside the control API, such as the
// pages that show it: those who may call it.
type Entry struct{ s *server }

// NewEntry is an Entry by the rules of a Handler.
func NewEntry(cfg HandlerConfig) Entry { return Entry{&server{cfg: cfg}} }

// Near tells whether a request came under a name that can be the server's own.
func (e Entry) Near(r *http.Request) bool { return e.s.nearHost(r.Host) }

// Holds tells whether a request brings the control token, or none is asked for.
func (e Entry) Holds(r *http.Request) bool { return e.s.hasToken(r) }

// Guarded tells whether a token is asked for.
func (e Entry) Guarded() bool { return e.s.cfg.Token != "" }
