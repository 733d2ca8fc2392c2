package harness

// A Requirement is one thing that is asked of a client.
type Requirement struct {
	ID, Level, Tier, Sentence, Source string
	Core                              bool
	NotTested                         string
	Declared                          string
}
