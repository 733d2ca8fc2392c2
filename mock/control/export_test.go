package control

import (
	"slices"
)

// Routes are all calls as "METHOD path".
func Routes() []string {
	all := []string{"GET " + journalPath, "GET " + reportsPath, "POST " + sessionPath, "DELETE " + sessionPath}
	for _, r := range routes {
		all = append(all, r.method+" "+r.path)
	}
	slices.Sort(all)
	return all
}

// Status is that of a code; 0 if it has no row.
func Status(c Code) int { return statuses[c] }

// Beat is how often an idle stream shows that it is alive.
const Beat = beat

// Decode reads a body.
func Decode[T any](text []byte) (T, error) { return decode[T](text) }

// Far is a workspace that nobody asked whether it is there.
func Far(c *Client, id string) Workspace { return far{client: c, id: id} }
