// Package spoken says the ledger's own words, such as states, kinds and duties, as people say them
// in Chinese and English. Codes, JSON and tables for machines keep the words of the wire; pages and
// reports for people take these.
package spoken

import "strings"

// Say is a word in a language, zh or en; a word that nobody has put into words stays as it is, and
// false is said with it.
func Say(word, lang string) (string, bool) {
	w, ok := Words[word]
	if !ok {
		return strings.TrimPrefix(word, "topic."), false
	}
	if lang == "en" {
		return w[1], true
	}
	return w[0], true
}
