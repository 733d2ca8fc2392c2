package harness

import (
	"net"
	"strconv"
	"testing"
)

// Clients side by side have ports of their own, on which nobody listens.
func TestTakePort(t *testing.T) {
	t.Parallel()
	const many = 50
	taken := make(chan *port, many)
	for range many {
		go func() {
			p, err := takePort(5000)
			if err != nil {
				t.Error(err)
			}
			taken <- p
		}()
	}
	all := map[string]bool{}
	for range many {
		p := <-taken
		t.Cleanup(p.release)
		all[p.number] = true
	}
	if len(all) != many {
		t.Errorf("%d clients have %d ports: %v", many, len(all), all)
	}
}

func TestTakePortPassesBusyOnes(t *testing.T) {
	t.Parallel()
	first, err := takePort(8000)
	if err != nil {
		t.Fatal(err)
	}
	first.release()
	busy, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", first.number))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() })
	next, err := takePort(8000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(next.release)
	if number, _ := strconv.Atoi(next.number); next.number == first.number || number < firstPort || number >= firstPort+countPorts {
		t.Errorf("the port is %s, and %s is busy", next.number, first.number)
	}
}
