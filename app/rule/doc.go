// Package rule is the vocabulary rules are written in: what a rule may know (Ctx), what a paper's
// body is (Msg), how a chapter lists its kinds, refusals, events, collections and queries
// (Chapter). Chapters import it; it imports no chapter.
package rule
