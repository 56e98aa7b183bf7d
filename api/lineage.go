package api

import "net/http"

// lineageRoutes are the questions an auditor has about lineage, by their usual names. Their answers
// are those of the queries in the second column.
func (s *Server) lineageRoutes() (out []route) {
	for _, l := range []struct{ path, query, direction string }{
		{"up", "lineage_closure", "up"}, {"down", "lineage_closure", "down"},
		{"uses", "lineage_uses", ""}, {"touched", "lineage_touched", ""},
		{"check", "lineage_check", ""}, {"path", "lineage_path", ""},
	} {
		q := s.t.byName[l.query]
		if q == nil {
			continue
		}
		r := s.queryRoute(q, Prefix+"/lineage/"+l.path, "lineage_"+l.path+"_of", nil)
		if l.direction != "" {
			r.params = without(r.params, "direction")
			r.serve = directed(r.serve, l.direction)
		}
		out = append(out, r)
	}
	return out
}

// directed adds the direction that a path stands for.
func directed(serve func(http.ResponseWriter, *http.Request) error, direction string) func(
	http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.Query().Has("direction") {
			return errMalformed.of("direction")
		}
		turned := r.Clone(r.Context())
		q := turned.URL.Query()
		q.Set("direction", direction)
		turned.URL.RawQuery = q.Encode()
		return serve(w, turned)
	}
}

func without(params []param, name string) (out []param) {
	for _, p := range params {
		if p.name != name {
			out = append(out, p)
		}
	}
	return out
}
