package localca

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Names in an authority's folder. The key comes first: a certificate without
// its key is a folder that somebody has touched.
const (
	certName = "ca.pem"
	keyName  = "ca-key.pem"
)

const (
	certBlock = "CERTIFICATE"
	keyBlock  = "PRIVATE KEY" // PKCS #8
)

// Open is the authority of a folder, which is made with it when there is none:
// the folder for its owner alone (0700), ca.pem, and ca-key.pem (0600). Of two
// processes that do so at the same moment one wins, and both have its
// authority. What is there and cannot be used is never replaced: the error
// names the file and what to do.
func Open(dir string, now func() time.Time) (*Authority, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := folder{cert: filepath.Join(dir, certName), key: filepath.Join(dir, keyName)}
	key, err := f.openKey()
	if err != nil {
		return nil, err
	}
	cert, err := f.openCert(key, now())
	if err != nil {
		return nil, err
	}
	return &Authority{key: key, cert: cert, file: f.cert, now: now}, nil
}

// Roots are who the system trusts and the authority of a folder; nil, which
// means the same without it, if there is none. Nothing is written.
func Roots(dir string) (*x509.CertPool, error) {
	file := filepath.Join(dir, certName)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a system that has none trusts nobody else
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return roots, nil
}

// A folder is where the two files are.
type folder struct{ cert, key string }

// openKey reads the key, which is made before if there is neither file. The
// certificate is looked for first: where another process has just made it, the
// key is there by now.
func (f folder) openKey() (*ecdsa.PrivateKey, error) {
	certified := !missing(f.cert)
	if missing(f.key) {
		if certified {
			return nil, f.unusable("%s is there, but its key %s is not", f.cert, f.key)
		}
		if err := f.makeKey(); err != nil {
			return nil, err
		}
	}
	info, err := os.Stat(f.key)
	if err != nil {
		return nil, err
	}
	// Windows has no such bits.
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s can be read or written by others (mode %04o), so that anybody may have its key: make it 0600 if nobody has, or remove it with %s; then a new one is made, to be trusted anew", f.key, mode, f.cert)
	}
	raw, err := f.read(f.key, keyBlock)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(raw)
	if err != nil {
		return nil, f.unusable("%s holds no key: %w", f.key, err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, f.unusable("%s holds a key of another kind (%T)", f.key, parsed)
	}
	return key, nil
}

func (f folder) makeKey() error {
	key, err := newKey()
	if err != nil {
		return err
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("encode a key: %w", err)
	}
	return place(f.key, 0o600, &pem.Block{Type: keyBlock, Bytes: raw})
}

// openCert reads the certificate, which is made before if it is not there:
// then it is new, or who made the key has come no further yet.
func (f folder) openCert(key *ecdsa.PrivateKey, now time.Time) (*x509.Certificate, error) {
	if missing(f.cert) {
		made, err := certify(key, now)
		if err != nil {
			return nil, err
		}
		if err := place(f.cert, 0o644, &pem.Block{Type: certBlock, Bytes: made.Raw}); err != nil {
			return nil, err
		}
	}
	raw, err := f.read(f.cert, certBlock)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(raw)
	switch {
	case err != nil:
		return nil, f.unusable("%s holds no certificate: %w", f.cert, err)
	case !key.PublicKey.Equal(cert.PublicKey):
		return nil, f.unusable("%s is not the certificate of the key in %s", f.cert, f.key)
	case !cert.IsCA || cert.CheckSignatureFrom(cert) != nil:
		return nil, f.unusable("%s is not the certificate of an authority", f.cert)
	case now.Before(cert.NotBefore):
		return nil, f.unusable("%s is not valid before %s", f.cert, cert.NotBefore.Format(time.RFC3339))
	case now.After(cert.NotAfter):
		return nil, f.unusable("%s has expired, on %s", f.cert, cert.NotAfter.Format(time.RFC3339))
	}
	return cert, nil
}

func missing(file string) bool {
	_, err := os.Lstat(file)
	return errors.Is(err, fs.ErrNotExist)
}

// read is the content of a file's only block.
func (f folder) read(file, kind string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, f.unusable("%s holds no %s in PEM", file, kind)
	}
	return block.Bytes, nil
}

// unusable is an error that says what to do about it.
func (f folder) unusable(format string, args ...any) error {
	return fmt.Errorf(format+"; remove both files (%s, %s), and a new authority is made, to be trusted anew", append(args, f.cert, f.key)...)
}

// place writes a file as a whole, if there is none by its name: who comes
// second leaves the first one's.
func place(file string, mode fs.FileMode, block *pem.Block) (err error) {
	draft, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	err = errors.Join(draft.Chmod(mode), pem.Encode(draft, block), draft.Sync())
	if err := errors.Join(err, draft.Close()); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err := os.Link(draft.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
