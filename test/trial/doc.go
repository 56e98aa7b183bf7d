// Package trial is what the tests of all chapters share: papers applied one by one as the ledger
// applies them, each held to what its kind promises; words for ids, days and documents; and what a
// chapter's table must satisfy. It knows no chapter, so that the tests of every chapter may import
// it. Package province adds parties and the law, package operation what is built on them.
package trial
