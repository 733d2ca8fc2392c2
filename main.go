// Command belvo-mock is an asynchronous open-finance provider for laptops and
// CI. Its commands stand in internal/cli.
package main

import (
	"os"

	"github.com/belvo-mock/belvo-mock/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}
