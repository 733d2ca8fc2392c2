package harness

// InitialClient is a client file to begin with.
func InitialClient() []byte { return nil }
