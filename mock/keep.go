package mock

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"encoding/json"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/store"
)

// A deed is what is kept of a tenant besides its world.
type deed struct {
	Password string
	Lasting  bool
	Flags    flags // of the last start
	Made     sandbox.Config
}

// flags are what the flags of a start say, and what may be said otherwise later.
type flags struct {
	Subscriber sandbox.Subscriber
	Limits     sandbox.Limits
}

func (s *Server) flags() flags { return flags{Subscriber: s.base.Subscriber, Limits: s.base.Limits} }

// A keptSnapshot is a snapshot as it is kept.
type keptSnapshot struct {
	Owner string
	Made  sandbox.Config
	World json.RawMessage
}

// kept waits until all that was changed so far is on disk.
func (s *Server) kept(ctx context.Context) error {
	if s.store == nil {
		return nil
	}
	return s.store.Wait(ctx)
}

// keep begins to keep a tenant, in place of what was kept of it.
func (s *Server) keep(t *tenant) *store.Log {
	var origin []byte
	if t.config.From != nil {
		origin = binary(t.config.From)
	}
	return s.store.Create(t.id, s.deed(t), origin)
}

func (s *Server) deed(t *tenant) []byte {
	return written(deed{Password: t.password, Lasting: t.lasting, Flags: s.flags(), Made: t.config})
}

func (s *snapshot) written() []byte {
	return written(keptSnapshot{Owner: s.owner, Made: s.config, World: binary(s.world)})
}

// written is a value that is data, as JSON.
func written(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic("what is kept cannot be written: " + err.Error())
	}
	return text
}

func binary(value encoding.BinaryMarshaler) []byte {
	text, err := value.MarshalBinary()
	if err != nil {
		panic("what is kept cannot be written: " + err.Error())
	}
	return text
}

// readBack reads what written wrote, and refuses what it has no place for.
func readBack(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// fingerprint tells sets of fixtures apart.
func fingerprint(set fixtures.Set) string {
	sum := sha256.Sum256(written([]any{set.Institutions, set.Personas}))
	return hex.EncodeToString(sum[:])
}
