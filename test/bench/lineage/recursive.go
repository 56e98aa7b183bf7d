package main

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/test/bench/postgres"
)

// store puts a shape into an indexed, analyzed table.
func store(p *postgres.Server, inputs [][]int32) error {
	_, err := p.SQL(`
drop table if exists edges;
create unlogged table edges (src int not null, dst int not null);
copy edges from stdin;`, func(w *bufio.Writer) {
		for to, in := range inputs {
			for _, from := range in {
				fmt.Fprintf(w, "%d\t%d\n", from, to)
			}
		}
		w.WriteString("\\.\ncreate index on edges (src) include (dst);\n" +
			"create index on edges (dst) include (src);\nvacuum analyze edges;\n")
	})
	return err
}

// recursive are the ways to ask PostgreSQL for a closure; the fastest counts. The first carries the
// depth along, the second the set alone and so goes to the end.
func recursive(q question) []string {
	near, far := "dst", "src"
	if q.Down {
		near, far = far, near
	}
	bounded := fmt.Sprintf(`with recursive walk(n, d) as (select %d, 0
union select e.%s, w.d + 1 from walk w join edges e on e.%s = w.n where w.d < %d)
select count(distinct n) from walk;`, q.root, far, near, q.Depth)
	if q.Depth >= 0 {
		return []string{bounded}
	}
	return []string{fmt.Sprintf(`with recursive walk(n) as (select %d
union select e.%s from walk w join edges e on e.%s = w.n) select count(*) from walk;`,
		q.root, far, near)}
}

// ask runs a closure as often as runs says in one session and returns the count and the best time,
// both as the server's client sees them.
func ask(p *postgres.Server, q question, runs int) (nodes int, best float64, err error) {
	for _, query := range recursive(q) {
		text, err := p.SQL("\\timing on\n"+strings.Repeat(query+"\n", runs), nil)
		if err != nil {
			return 0, 0, err
		}
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			ms, timed := strings.CutPrefix(line, "Time: ")
			if !timed {
				if nodes, err = strconv.Atoi(line); err != nil {
					return 0, 0, fmt.Errorf("row %q: %w", line, err)
				}
				continue
			}
			number, _, _ := strings.Cut(ms, " ")
			took, err := strconv.ParseFloat(number, 64)
			if err != nil {
				return 0, 0, fmt.Errorf("time %q: %w", line, err)
			}
			if took /= 1000; best == 0 || took < best {
				best = took
			}
		}
	}
	return nodes, best, nil
}
