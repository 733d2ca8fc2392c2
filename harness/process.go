package harness

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// A command is what is to be run, where, and who takes what it prints.
type command struct {
	args      []string
	folder    string
	env       []string // NAME=value, on top of our environment
	out, errs io.Writer
}

// A process is a command under way, the leader of a group of its own. All of
// the group ends with it.
type process struct {
	command *exec.Cmd
	began   time.Time
	done    chan struct{} // closed when it has ended and what it printed is there
	took    time.Duration // until its end; read it after done
}

// lingering is how long what is printed is waited for after the end: a child
// that left the group may hold the pipe open.
const lingering = time.Second

// unkillable is how long a process may take to end after it was killed.
const unkillable = 10 * time.Second

// launch starts a command, which outlives ctx. The caller ends it.
func launch(ctx context.Context, c command) (*process, error) {
	p := &process{
		command: exec.CommandContext(context.WithoutCancel(ctx), c.args[0], c.args[1:]...),
		done:    make(chan struct{}),
	}
	p.command.Dir = c.folder
	p.command.Env = append(p.command.Environ(), c.env...)
	group(p.command)
	started := make(chan error, 1)
	go p.run(c.out, c.errs, started)
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// run starts the process and stays until it has ended. It keeps its thread: on
// Linux, the end of the thread that started a process is that of its parent.
func (p *process) run(out, errs io.Writer, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	dog := unleash()
	defer dog.dismiss()
	pipes, err := p.connect(out, errs)
	if err == nil {
		p.began = wall.Now()
		err = p.command.Start()
	}
	if err == nil {
		dog.guard(p.command.Process.Pid)
	}
	for _, pipe := range pipes {
		_ = pipe.write.Close() // the process has its own
	}
	if err != nil {
		for _, pipe := range pipes {
			_ = pipe.read.Close()
		}
		started <- err
		return
	}
	for _, pipe := range pipes {
		go pipe.drain()
	}
	started <- nil
	_ = p.command.Wait() // how it ended stands in its state
	p.took = wall.Now().Sub(p.began)
	killGroup(p.command.Process.Pid)
	for _, pipe := range pipes {
		pipe.end()
	}
	close(p.done)
}

// connect makes a pipe for each of the two who take what is printed, or one if
// they are the same.
func (p *process) connect(out, errs io.Writer) (pipes []*pipe, err error) {
	first, err := newPipe(out)
	if err != nil {
		return nil, err
	}
	p.command.Stdout, p.command.Stderr = first.write, first.write
	if out == errs {
		return []*pipe{first}, nil
	}
	second, err := newPipe(errs)
	if err != nil {
		return []*pipe{first}, err
	}
	p.command.Stderr = second.write
	return []*pipe{first, second}, nil
}

// A pipe carries what is printed to who takes it.
type pipe struct {
	read, write *os.File
	to          io.Writer
	done        chan struct{}
}

func newPipe(to io.Writer) (*pipe, error) {
	read, write, err := os.Pipe()
	return &pipe{read, write, to, make(chan struct{})}, err
}

func (p *pipe) drain() {
	defer close(p.done)
	_, _ = io.Copy(p.to, p.read) // it ends when nobody can write any more, or by the deadline of end
}

func (p *pipe) end() {
	_ = p.read.SetReadDeadline(wall.Now().Add(lingering))
	<-p.done
	_ = p.read.Close()
}

// ended tells whether the process is not there any more.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// ending says how the process ended, after done.
func (p *process) ending() string {
	state := p.command.ProcessState
	if code := state.ExitCode(); code >= 0 {
		return fmt.Sprintf("exited with %d after %s", code, seconds(p.took))
	}
	return fmt.Sprintf("ended by %s after %s", state, seconds(p.took)) // such as signal: killed
}

// stop asks the group to end, and kills it after the grace or when ctx ends. No
// grace is to kill it at once.
func (p *process) stop(ctx context.Context, grace time.Duration) error {
	if p.ended() {
		return nil
	}
	if grace > 0 {
		terminateGroup(p.command.Process.Pid)
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-p.done:
			return nil
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	killGroup(p.command.Process.Pid)
	timer := time.NewTimer(unkillable)
	defer timer.Stop()
	select {
	case <-p.done:
		return nil
	case <-timer.C:
		return fmt.Errorf("process %d is still there %s after it was killed", p.command.Process.Pid, seconds(unkillable))
	}
}

// seconds are how durations stand in reports.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
