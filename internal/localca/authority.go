// Package localca is a certificate authority of this machine alone, for
// programs that hard-code a host name over https.
package localca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Subject is the common name of an authority's certificate, by which stores
// and browsers list it.
const Subject = "belvo-mock local CA"

// How long certificates are valid. What a client with a slow clock has to see
// as valid began a day ago.
//
// Source: 398 days are the most that browsers take of a server; ten years are
// our choice.
const (
	authorityTime   = 10 * 365 * 24 * time.Hour
	certificateTime = 396 * 24 * time.Hour // 397 with the day before
	slowClock       = 24 * time.Hour
)

// An Authority signs certificates. It is safe for concurrent use; make it with
// Open.
type Authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	file string
	now  func() time.Time
}

// File is the certificate that clients have to trust, in PEM.
func (a *Authority) File() string { return a.file }

// Certificate makes a key and a certificate for host names and addresses. The
// first of a name's labels may be *. Names have to pass CheckName.
func (a *Authority) Certificate(names []string) (tls.Certificate, error) {
	if len(names) == 0 {
		return tls.Certificate{}, errors.New("a certificate needs a name")
	}
	var template x509.Certificate
	for _, name := range names {
		if err := addName(&template, name); err != nil {
			return tls.Certificate{}, err
		}
	}
	key, err := newKey()
	if err != nil {
		return tls.Certificate{}, err
	}
	now := a.now()
	template.Subject = pkix.Name{CommonName: "belvo-mock"}
	template.NotBefore, template.NotAfter = now.Add(-slowClock), earlier(now.Add(certificateTime), a.cert.NotAfter)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.BasicConstraintsValid = true
	signed, err := sign(&template, a.cert, key.Public(), a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{signed.Raw}, PrivateKey: key, Leaf: signed}, nil
}

// certify makes the certificate of an authority's own key.
func certify(key *ecdsa.PrivateKey, now time.Time) (*x509.Certificate, error) {
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: Subject},
		NotBefore: now.Add(-slowClock), NotAfter: now.Add(authorityTime),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	return sign(template, template, key.Public(), key)
}

// newKey makes a key on the curve that every client knows. Its chance is the
// system's, whatever reader is given.
func newKey() (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), nil)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return key, nil
}

// sign makes a certificate whose serial number is a fingerprint of its key: no
// key is certified twice.
func sign(template, parent *x509.Certificate, public crypto.PublicKey, by *ecdsa.PrivateKey) (*x509.Certificate, error) {
	encoded, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("encode a key: %w", err)
	}
	fingerprint := sha256.Sum256(encoded)
	template.SerialNumber = new(big.Int).SetBytes(fingerprint[:16])
	raw, err := x509.CreateCertificate(nil, template, parent, public, by)
	if err != nil {
		return nil, fmt.Errorf("sign a certificate: %w", err)
	}
	return x509.ParseCertificate(raw)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
