//go:build !unix

package harness

import (
	"os"
	"os/exec"
)

// group does nothing where there are no groups: the children of a client are
// its own affair there.
func group(*exec.Cmd) {}

// A watchdog does nothing where there are no groups.
type watchdog struct{}

func unleash() *watchdog    { return nil }
func (*watchdog) guard(int) {}
func (*watchdog) dismiss()  {}

// terminateGroup ends the leader, since it cannot be asked.
func terminateGroup(leader int) { killGroup(leader) }

// killGroup ends the leader.
func killGroup(leader int) {
	if p, err := os.FindProcess(leader); err == nil {
		_ = p.Kill() // it has ended already
	}
}
