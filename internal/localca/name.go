package localca

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"strings"
)

// CheckName refuses what no certificate can be for: it takes host names, in
// ASCII and without a dot at the end, and IP addresses without a zone.
func CheckName(name string) error { return addName(new(x509.Certificate), name) }

// addName adds a host name or an address to what a certificate is for.
func addName(to *x509.Certificate, name string) error {
	if ip, err := netip.ParseAddr(name); err == nil && ip.Zone() == "" {
		to.IPAddresses = append(to.IPAddresses, ip.AsSlice())
		return nil
	}
	if !isHost(name) {
		return fmt.Errorf("%q is neither a host name nor an address", name)
	}
	to.DNSNames = append(to.DNSNames, strings.ToLower(name))
	return nil
}

// letters of a host name's label. Names of containers have underscores.
const letters = "abcdefghijklmnopqrstuvwxyz0123456789_-"

// isHost tells whether a name can be one of DNS. One that ends in a number is
// none: resolvers read it as an address.
func isHost(name string) bool {
	labels := strings.Split(strings.TrimPrefix(name, "*."), ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, "-") != label || strings.Trim(strings.ToLower(label), letters) != "" {
			return false
		}
	}
	return len(name) < 254 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}
