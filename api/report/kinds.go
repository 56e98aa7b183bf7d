package report

// Kinds is the table of all reports.
func Kinds() []Kind {
	return []Kind{statementKind, detailKind}
}
