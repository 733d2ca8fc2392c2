package cli

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
)

func buildInfo(module string, copied bool) *debug.BuildInfo {
	info := &debug.BuildInfo{Main: debug.Module{Version: module}, Settings: []debug.BuildSetting{{Key: "-tags", Value: "nomsgpack"}}}
	if copied {
		info.Settings = append(info.Settings, debug.BuildSetting{Key: "vcs.revision", Value: "bbe26b9"})
	}
	return info
}

// flagFile is a file of flags.
func flagFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "flags.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Flags over environment over file over defaults.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := flagFile(t, "edition: 2023\nretry: [1s, 2s]\nany-credentials: true\nsecret-id: file\nallow-origin: [http://a, http://b]\n")
	byEnv := []string{"BELVO_MOCK_EDITION=2026", "BELVO_MOCK_RETRY=", "BELVO_MOCK_WIDTH=", "BELVO_MOCK_SECRET_ID="}
	tests := []struct {
		name    string
		environ []string
		args    []string
		edition string
		retries int // -1: the edition's
		any     bool
		id      string
		origins int
	}{
		{"defaults", nil, nil, "", -1, false, "", 0},
		{"the file", nil, []string{"--config", file}, "2023", 2, true, "file", 2},
		{"a file that the environment names", []string{"BELVO_MOCK_CONFIG=" + file}, nil, "2023", 2, true, "file", 2},
		{"the environment over the file", byEnv, []string{"--config", file}, "2026", 0, true, "", 2},
		{"flags over both", byEnv, []string{"--config", file, "--edition=guide", "--retry=3s", "--any-credentials=false", "--secret-id=me", "--allow-origin=x"},
			"guide", 1, false, "me", 1},
		{"the named file over the environment's", []string{"BELVO_MOCK_CONFIG=/nowhere"}, []string{"--config=" + file}, "2023", 2, true, "file", 2},
		{"an empty number is none", []string{"BELVO_MOCK_SEED=", "BELVO_MOCK_LATENCY=", "BELVO_MOCK_ANY_CREDENTIALS=", "BELVO_MOCK_LOG_FORMAT="}, nil, "", -1, false, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := configOf(t, tt.environ, tt.args...)
			retries := len(got.Retry)
			if got.Retry == nil {
				retries = -1
			}
			if got.Edition != tt.edition || retries != tt.retries || got.AnyCredentials != tt.any || got.SecretID != tt.id || len(got.AllowOrigins) != tt.origins {
				t.Errorf("edition %q, %d retries, any %t, id %q, origins %v", got.Edition, retries, got.AnyCredentials, got.SecretID, got.AllowOrigins)
			}
		})
	}
}

// The other commands ask the file as well.
func TestHealthAndDoctorReadTheFile(t *testing.T) {
	t.Parallel()
	r := start(t)
	file := flagFile(t, "addr: "+r.url[len("http://"):]+"\nwebhook-url: "+r.url+"/hook\n")
	if code, out, errs := called(nil, "health", "--config", file); code != good || out != "ready: "+r.url+"\n" {
		t.Errorf("health ends with %d: %s%s", code, out, errs)
	}
	if code, out, errs := called([]string{"BELVO_MOCK_CONFIG=" + file}, "doctor"); code != good {
		t.Errorf("doctor ends with %d: %s%s", code, out, errs)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, addr, port string
		flag, want, url  string
	}{
		{"nothing set", "", "", "--addr", "127.0.0.1:8080", "127.0.0.1:8080"},
		{"PORT", "", "9000", "PORT", "127.0.0.1:9000", "127.0.0.1:9000"},
		{"--addr over PORT", ":8081", "9000", "--addr", ":8081", "127.0.0.1:8081"},
		{"every address", "0.0.0.0:8080", "", "--addr", "0.0.0.0:8080", "127.0.0.1:8080"},
		{"every IPv6 address", "[::]:8080", "", "--addr", "[::]:8080", "127.0.0.1:8080"},
		{"one IPv6 address", "[::1]:8080", "", "--addr", "[::1]:8080", "[::1]:8080"},
		{"a name", "localhost:8080", "", "--addr", "localhost:8080", "localhost:8080"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			flag, got := address(tt.addr, newSettings([]string{"PORT=" + tt.port}))
			if flag != tt.flag || got != tt.want || reachable(got) != tt.url {
				t.Errorf("%s says %s, which is reached at %s", flag, got, reachable(got))
			}
		})
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]size{"1": 1, "33554432": 32 << 20, "32MiB": 32 << 20, "1KiB": 1 << 10, "2GiB": 2 << 30} {
		var got size
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "MiB", "1.5MiB", "1 MiB", "1MB", "9999999999GiB", "99999999999999999999"} {
		if err := new(size).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a size", text)
		}
	}
}

// Whatever the file holds, there are settings with places or there is an error.
func FuzzReadSettings(f *testing.F) {
	for _, text := range []string{"", "seed: 7\n", "a: [1, {b: c}]\n", "- x", "a: &b c\nd: *b\n", "a: |\n  b\n", "<<: {a: b}\n", "? a\n: b\n", "# only\n", "a:\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "flags.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := readSettings(path)
		if err != nil && file != nil {
			t.Errorf("%q gives settings and the error %v", text, err)
		}
		for name, set := range file {
			if set.key == "" || set.place == "" || set.wrong != "" && (set.text != "" || set.list != nil) {
				t.Errorf("%q sets %q to %+v", text, name, set)
			}
		}
	})
}
