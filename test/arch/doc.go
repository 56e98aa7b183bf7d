// Package arch holds the rules of the house as tests: who may import whom (imports_test.go), what
// consensus code may not do (determinism_test.go), how code is written (tidy_test.go), that the
// tables of the chapters are complete (tables_test.go), and that dependencies, licences and
// glossary are named (dependencies_test.go, notice_test.go, glossary_test.go). Each failure names
// file, line and reason.
package arch
