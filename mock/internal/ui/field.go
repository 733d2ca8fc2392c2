package ui

// A formField is one of a form's. An error of the API is shown at the field that it
// names.
type formField struct {
	Name     string
	Label    string
	Kind     string // how its text becomes JSON: number, or empty for a text
	Value    string
	Hint     string // what stands in it while it is empty
	Summary  string
	Required bool
	Options  []option
	List     string // id of a datalist
	Type     string // of its input; empty: text
}

// An option is one of what a field can be.
type option struct{ Value, Label string }

// options are values that stand for themselves.
func options(values ...string) []option {
	all := make([]option, len(values))
	for i, value := range values {
		all[i] = option{value, value}
	}
	return all
}
