// Package seeded derives identifiers and chance from a seed and the path of a
// thing, so that the same world comes out the same on any machine and in any
// order of calls.
package seeded

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
)

// MaxSeed is the largest seed that World takes from outside: a seed travels as
// a JSON number, and beyond this JavaScript would round it.
const MaxSeed = 1<<53 - 1

// A Path names one thing in a seeded world. Everything about the thing that
// looks random is a function of its Path. The zero Path is a valid world of
// its own; make others with World and At.
type Path struct {
	key [sha256.Size]byte
}

// World is the root path of a seed.
func World(seed uint64) Path {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], seed)
	return Path{key: sha256.Sum256(b[:])}
}

// DrawSeed picks a seed for a world that was not given one, 0 to MaxSeed. It
// is the only chance in the program that is not derived.
func DrawSeed() uint64 {
	return rand.Uint64N(MaxSeed + 1)
}

// At is the path of a thing below p. Names are kept apart: At("ab", "c") and
// At("a", "bc") differ.
func (p Path) At(names ...string) Path {
	var room [256]byte
	b := append(room[:0], p.key[:]...)
	for _, name := range names {
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
	}
	return Path{key: sha256.Sum256(b)}
}

// Number is the path of the nth thing below p that has no name of its own.
func (p Path) Number(n int) Path {
	var b [sha256.Size + 9]byte
	copy(b[:], p.key[:])
	b[sha256.Size] = '#'
	binary.BigEndian.PutUint64(b[sha256.Size+1:], uint64(n))
	return Path{key: sha256.Sum256(b[:])}
}

// Hex is 32 lower-case hexadecimal digits, the form of the vendor's
// request_id, session and webhook_id.
func (p Path) Hex() string {
	return hex.EncodeToString(p.key[:16])
}

// UUID is p's identifier in the form of a version 4 UUID.
func (p Path) UUID() string {
	return dashed(p.key)
}

// UUIDUnder is p's identifier, beginning with the 12 hexadecimal digits that
// parent begins with, so that a record can be traced to its link. A parent
// that is too short to be a UUID is ignored.
func (p Path) UUIDUnder(parent string) string {
	key := p.key
	if digits, ok := Prefix(parent); ok {
		if _, err := hex.Decode(key[:6], []byte(digits)); err != nil {
			return dashed(p.key)
		}
	}
	return dashed(key)
}

// Prefix is the 12 hexadecimal digits that the identifier of a link shares with
// those of its records; ok is false if id is not in the form of a UUID.
func Prefix(id string) (digits string, ok bool) {
	if len(id) != 36 || id[8] != '-' || id[13] != '-' {
		return "", false
	}
	return id[:8] + id[9:13], true
}

// Text is 44 characters of URL-safe base64, the form of the vendor's
// institution_user_id.
func (p Path) Text() string {
	return base64.URLEncoding.EncodeToString(p.key[:])
}

// Key is the 32 bytes behind p, for signing.
func (p Path) Key() []byte {
	return append([]byte(nil), p.key[:]...)
}

// MarshalText writes p so that UnmarshalText reads the same path back.
func (p Path) MarshalText() ([]byte, error) {
	return hex.AppendEncode(nil, p.key[:]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (p *Path) UnmarshalText(text []byte) error {
	key, err := hex.AppendDecode(nil, text)
	if err != nil || len(key) != sha256.Size {
		return fmt.Errorf("%q is not the path of a seeded world: it has 64 hexadecimal digits", text)
	}
	p.key = [sha256.Size]byte(key)
	return nil
}

func dashed(key [sha256.Size]byte) string {
	key[6] = key[6]&0x0f | 0x40 // version 4
	key[8] = key[8]&0x3f | 0x80 // RFC 9562 variant
	var b [36]byte
	hex.Encode(b[0:8], key[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], key[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], key[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], key[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], key[10:16])
	return string(b[:])
}
