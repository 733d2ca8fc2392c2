package cli

import "fmt"

// file is the certificate that clients have to trust; empty if there is none.
func (i *identity) file() string {
	if i == nil {
		return ""
	}
	return i.ca
}

// trusting is what curl needs where a port speaks https.
func (p port) trusting() string {
	if p.identity == nil {
		return ""
	}
	return "--cacert " + quoted(p.identity.ca) + " "
}

// introduction says how an application learns to trust the port, and how the
// vendor's host leads to it; empty if it speaks http. docs/tls.md has more.
func (p port) introduction(pair string) string {
	if p.identity == nil {
		return ""
	}
	return fmt.Sprintf(`Let your application trust the CA certificate, by one of:

  export NODE_EXTRA_CA_CERTS=%[1]s    # Node.js
  export REQUESTS_CA_BUNDLE=%[1]s    # Python, requests
  export SSL_CERT_FILE=%[1]s    # Go, Ruby, .NET, other Python
  php -d openssl.cafile=%[1]s -d curl.cainfo=%[1]s
  keytool -importcert -noprompt -alias belvo-mock -file %[1]s -keystore belvo-mock.p12 -storepass changeit
  java -Djavax.net.ssl.trustStore=belvo-mock.p12 -Djavax.net.ssl.trustStorePassword=changeit

If it insists on https://sandbox.belvo.com, lead that host here: by the line "127.0.0.1 sandbox.belvo.com" in the hosts
file (or extra_hosts, or a network alias, in Compose) with --addr 127.0.0.1:443; or for curl:

  curl --cacert %[1]s --connect-to sandbox.belvo.com:443:%[2]s -u %[3]s https://sandbox.belvo.com/api/links/

`, quoted(p.identity.ca), reachable(p.listener.Addr().String()), pair)
}
