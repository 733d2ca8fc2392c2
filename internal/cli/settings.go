package cli

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// settings are the values of flags that do not stand on the command line: those
// of the environment, and after them those of a file.
type settings struct {
	env  map[string]string
	file map[string]setting // by flag
	used map[string]string  // by flag: where the value stands that was used
}

// A setting is a flag's value in a file.
type setting struct {
	text  string   // of one value
	list  []string // of a list; nil if it is none
	wrong string   // why it is neither
	key   string   // file, line and column of the key
	place string   // likewise of the value
}

func newSettings(environ []string) *settings {
	s := &settings{env: map[string]string{}, used: map[string]string{}}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		s.env[name] = value
	}
	return s
}

// variable is the environment's name of a flag.
func variable(flag string) string {
	return "BELVO_MOCK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// text is a flag's value for commands that do not have the flag.
func (s *settings) text(flag string) string {
	if value := s.env[variable(flag)]; value != "" {
		return value
	}
	return s.file[flag].text
}

// yes is a switch for commands that do not have the flag.
func (s *settings) yes(flag string) bool {
	return slices.Contains([]string{"true", "1", "yes"}, strings.ToLower(s.text(flag)))
}

// The flags that neither the environment nor a file sets.
var personal = []string{"help", "version"}

// load reads the file of flags that --config names, there or in the environment.
func (s *settings) load(parsed *kong.Context) error {
	path := s.env[variable("config")]
	s.used["config"] = variable("config")
	known := map[string]bool{}
	for _, flag := range flagsOf(parsed.Model) {
		known[flag.Name] = !slices.Contains(personal, flag.Name) && flag.Name != "config"
		if given, ok := parsed.FlagValue(flag).(string); flag.Name == "config" && ok && given != "" {
			path = given
			delete(s.used, "config")
		}
	}
	if path == "" {
		return nil
	}
	file, err := readSettings(path)
	if err != nil {
		return err
	}
	var problems []error
	for name, set := range file {
		if !known[name] {
			problems = append(problems, fmt.Errorf("%s: no flag is called %s", set.key, name))
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	s.file = file
	return errors.Join(problems...)
}

func flagsOf(app *kong.Application) []*kong.Flag {
	flags := slices.Clone(app.Flags)
	for _, command := range app.Children {
		flags = append(flags, command.Flags...)
	}
	return flags
}

// Validate has nothing to check: load has.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve gives a flag's value where the command line does not. An empty
// variable is as good as none, but for texts and lists, which may be empty.
func (s *settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if slices.Contains(personal, flag.Name) {
		return nil, nil
	}
	if value, ok := s.env[variable(flag.Name)]; ok && (value != "" || mayBeEmpty(flag)) {
		s.used[flag.Name] = variable(flag.Name)
		return value, nil
	}
	set, ok := s.file[flag.Name]
	if !ok {
		return nil, nil
	}
	s.used[flag.Name] = set.place
	switch {
	case set.wrong != "":
		return nil, errors.New(set.wrong)
	case set.list != nil && kindOf(flag) != reflect.Slice:
		return nil, errors.New("is a list where one value belongs")
	case set.list != nil:
		return strings.Join(set.list, ","), nil
	default:
		return set.text, nil
	}
}

func mayBeEmpty(flag *kong.Flag) bool {
	_, plain := flag.Target.Interface().(string)
	return plain || kindOf(flag) == reflect.Slice
}

func kindOf(flag *kong.Flag) reflect.Kind {
	of := flag.Target.Type()
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return of.Kind()
}

// placed is an error about a flag, which begins with its name, with where the
// flag's value stands if not on the command line.
func (s *settings) placed(err error) error {
	flag, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "--"), ": ")
	if place, ok := s.used[flag]; ok {
		return fmt.Errorf("%s: %w", place, err)
	}
	return err
}
