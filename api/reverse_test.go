package api

import (
	"encoding/json"
	"slices"
	"testing"
)

// A list asked for in reverse is the same list from its end, page by page at one height.
func TestReverse(t *testing.T) {
	c := serve(t, story(t).options())
	walk := func(path string) (rows []string) {
		for at := path; ; {
			var page struct {
				Answer struct{ Items []json.RawMessage }
				Next   string `json:"next_page_token"`
			}
			c.into(&page, at)
			for _, x := range page.Answer.Items {
				rows = append(rows, string(x))
			}
			if page.Next == "" {
				return rows
			}
			at = path + "&page_token=" + page.Next
		}
	}
	lists, longer := 0, 0
	for _, q := range c.s.t.queries {
		if !q.list || !q.args["reverse"] || len(q.required()) > 0 {
			continue
		}
		lists++
		all := walk("/q/" + q.Name + "?limit=2")
		back := walk("/q/" + q.Name + "?limit=2&reverse=true")
		slices.Reverse(back)
		if !slices.Equal(all, back) {
			t.Errorf("%s: %d rows, %d in reverse", q.Name, len(all), len(back))
		}
		if len(all) > 2 {
			longer++
		}
	}
	if lists < 30 || longer < 3 {
		t.Fatalf("%d lists, %d of several pages", lists, longer)
	}
	c.no(400, "body.field", "/batches?reverse=yes")
	c.no(400, "http.page_token", "/batches?reverse=true&page_token="+func() string {
		var page struct {
			Next string `json:"next_page_token"`
		}
		c.into(&page, "/batches?limit=1")
		return page.Next
	}())
}
