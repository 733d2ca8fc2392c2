package harness

import (
	"os/exec"
	"syscall"
)

// group makes a command the leader of its own group. It is killed when we end
// without having ended it; for its children there is a watchdog.
func group(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
