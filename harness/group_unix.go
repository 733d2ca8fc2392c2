//go:build unix && !linux

package harness

import (
	"os/exec"
	"syscall"
)

// group makes a command the leader of its own group.
func group(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
