// Package referee holds reports to programs that are not ours: LibreOffice adds the workbooks up
// again, pdftotext reads the papers, hledger checks the journal.
package referee
