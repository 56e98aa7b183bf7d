package report

// paperKinds are what finance departments file beside the statements.
func paperKinds() []Kind { return nil }
