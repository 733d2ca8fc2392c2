//go:build unix

package harness

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// A watchdog is a shell that outlives us, should we be killed, and then ends the
// group that it was shown. One of nil does nothing.
type watchdog struct {
	shell *exec.Cmd
	leash io.WriteCloser // it ends with us
}

// bite waits for a group, and ends it unless a second line comes before the end.
// Not every shell knows a -- here.
const bite = `read -r group && [ "$group" ] && { read -r _ || kill -KILL "-$group"; }`

// unleash starts a watchdog; nil where there is no shell.
func unleash() *watchdog {
	shell := exec.CommandContext(context.Background(), "sh", "-c", bite)
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what ends us as a group does not end it
	leash, err := shell.StdinPipe()
	if err != nil {
		return nil
	}
	if shell.Start() != nil {
		_ = leash.Close()
		return nil
	}
	return &watchdog{shell, leash}
}

// guard shows it the group of a leader.
func (w *watchdog) guard(leader int) {
	if w != nil {
		_, _ = fmt.Fprintln(w.leash, leader) // a watchdog that is gone guards nothing
	}
}

// dismiss sends it away when the group has ended, or never began.
func (w *watchdog) dismiss() {
	if w != nil {
		_, _ = fmt.Fprintln(w.leash)
		_ = w.leash.Close()
		_ = w.shell.Wait() // it has nothing to say
	}
}
