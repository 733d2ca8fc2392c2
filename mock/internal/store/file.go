package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime/debug"
	"slices"
	"strconv"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// format is the version of what stands in the file. A change that an older
// program would misread is another format.
const format = 1

// The buckets of the file. A workspace's bucket has the bucket whole, with the
// keys deed, origin and world, and a bucket of entries for each generation. What
// is large stands apart from what is appended to: a page is written whole.
// Every value is sealed.
var (
	about      = []byte("about")
	workspaces = []byte("workspaces")
	items      = []byte("items")

	whole     = []byte("whole")
	keyFormat = []byte("format")
	keyStamp  = []byte("stamp")
	keyDeed   = []byte("deed")
	keyOrigin = []byte("origin")
	keyWorld  = []byte("world") // begins with the number of the first generation after it
)

// errBroken is the error of a value that is not what was written.
var errBroken = errors.New("a value is broken")

// prepare makes the buckets of a new file, and refuses one that is not ours.
func prepare(tx *bbolt.Tx) error {
	head := tx.Bucket(about)
	if head == nil {
		if key, _ := tx.Cursor().First(); key != nil {
			return errors.New("it was not written by belvo-mock")
		}
		var err error
		if head, err = tx.CreateBucket(about); err != nil {
			return err
		}
		if err := put(head, keyFormat, []byte(strconv.Itoa(format))); err != nil {
			return err
		}
	}
	text, err := get(head, keyFormat)
	if err != nil {
		return err
	}
	switch n, err := strconv.Atoi(string(text)); {
	case err != nil:
		return fmt.Errorf("its format is %q", text)
	case n > format:
		return fmt.Errorf("it has format %d, of a newer belvo-mock: this one reads format %d", n, format)
	}
	_, workspacesErr := tx.CreateBucketIfNotExists(workspaces)
	_, itemsErr := tx.CreateBucketIfNotExists(items)
	return errors.Join(workspacesErr, itemsErr)
}

// guarded does what reads the file: a file that was cut or overwritten makes
// that panic.
func guarded(path string, do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("%s is broken: %v", path, value)
		}
	}()
	return do()
}

// emptied is the bucket of a workspace with nothing in it but the bucket of
// what is whole, which it returns.
func emptied(b *bbolt.Bucket, id string) (*bbolt.Bucket, error) {
	if err := removed(b, id); err != nil {
		return nil, err
	}
	made, err := b.CreateBucket([]byte(id))
	if err != nil {
		return nil, err
	}
	return made.CreateBucket(whole)
}

// removed takes a bucket away, if it is there.
func removed(b *bbolt.Bucket, id string) error {
	if err := b.DeleteBucket([]byte(id)); err != nil && !errors.Is(err, bolterrors.ErrBucketNotFound) {
		return err
	}
	return nil
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// numbered reads what number wrote; false for another key.
func numbered(key []byte) (uint64, bool) {
	if len(key) != 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(key), true
}

func put(b *bbolt.Bucket, key, value []byte) error { return b.Put(key, sealed(value)) }

// get is a copy of a value; nil if there is none.
func get(b *bbolt.Bucket, key []byte) ([]byte, error) {
	value := b.Get(key)
	if value == nil {
		return nil, nil
	}
	return opened(value)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealed is a value behind its checksum.
func sealed(value []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(value)), crc32.Checksum(value, castagnoli)), value...)
}

// opened is a copy of the value that was sealed.
func opened(text []byte) ([]byte, error) {
	if len(text) < 4 || binary.BigEndian.Uint32(text) != crc32.Checksum(text[4:], castagnoli) {
		return nil, errBroken
	}
	return slices.Clone(text[4:]), nil
}
