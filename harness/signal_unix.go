//go:build unix

package harness

import "syscall"

// terminateGroup asks all processes of a group to end. One that is empty is no
// error.
func terminateGroup(leader int) { _ = syscall.Kill(-leader, syscall.SIGTERM) }

// killGroup ends all processes of a group at once.
func killGroup(leader int) { _ = syscall.Kill(-leader, syscall.SIGKILL) }
