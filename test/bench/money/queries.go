package main

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/test/bench/postgres"
)

// load puts a world into tables with the indexes and statistics a report would have.
func load(p *postgres.Server, in settlement.Input) error {
	owners := map[string]string{}
	for _, n := range in.Nodes {
		if n.Kind == settlement.Resource {
			owners[n.ID] = n.Owner
		}
	}
	_, err := p.SQL(`
drop table if exists sales, signatures, members;
create unlogged table sales (id text, product text, amount bigint, channel text);
create unlogged table signatures (id int primary key, product text, units bigint);
create unlogged table members (signature int, owner text);
copy sales from stdin;`, func(w *bufio.Writer) {
		for _, s := range in.Sales {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", s.ID, s.Product, s.Amount, s.Channel)
		}
		w.WriteString("\\.\ncopy signatures from stdin;\n")
		for i, t := range in.Traces {
			fmt.Fprintf(w, "%d\t%s\t%d\n", i, t.Product, t.Units)
		}
		w.WriteString("\\.\ncopy members from stdin;\n")
		for i, t := range in.Traces {
			for _, m := range t.Members {
				fmt.Fprintf(w, "%d\t%s\n", i, owners[m])
			}
		}
		w.WriteString("\\.\ncreate index on sales (product);\ncreate index on members (signature);\n" +
			"vacuum analyze sales;\nvacuum analyze signatures;\nvacuum analyze members;\n")
	})
	return err
}

// points are those of settle/1, by institution: a use counts once for all whose data it needed.
const points = `
each as (select s.product, m.owner, s.units * 1000000 as pool, count(*) over w as parts,
    row_number() over (partition by s.id order by m.owner) as place
  from signatures s join members m on m.signature = s.id window w as (partition by s.id)),
points as (select product, owner, sum(pool / parts + case when place <= pool % parts then 1 else 0 end) as n
  from each group by product, owner),
totals as (select product, sum(n) as n from points group by product)`

// aggregated adds sales up by product first and then allocates: the same fen as the pass.
const aggregated = `with ` + points + `,
income as (select product, sum(amount)::bigint as own,
    coalesce(sum(amount) filter (where channel = 'exchange'), 0)::bigint as listed
  from sales group by product),
fees as (select product, own, listed * 3 / 100 as fee from income),
shares as (select product, fee, (own - fee) * 3 / 10 as pool, own - fee - (own - fee) * 3 / 10 as rest
  from fees),
parts as (select s.product, p.owner, s.pool, div(s.pool::numeric * p.n, t.n) as fen,
    mod(s.pool::numeric * p.n, t.n) as left_over
  from shares s join points p using (product) join totals t using (product)),
odd as (select owner, fen, row_number() over (partition by product order by left_over desc, owner) as place,
    pool - sum(fen) over (partition by product) as missing from parts),
paid as (
  select owner as payee, sum(fen + case when place <= missing then 1 else 0 end) as fen from odd group by owner
  union all select 'exchange', sum(fee) from shares
  union all select 'operator', sum(rest * 6 / 10 + case when rest * 6 % 10 >= rest * 4 % 10
    and rest * 6 % 10 > 0 then 1 else 0 end) from shares
  union all select 'treasury', sum(rest * 4 / 10 + case when rest * 4 % 10 > rest * 6 % 10 then 1 else 0 end)
    from shares)
select payee, fen::bigint from paid order by payee;`

// perRow allocates each sale on its own, as finance departments do; its fen differ by rounding.
const perRow = `with ` + points + `,
fees as (select id, product, amount,
    case when channel = 'exchange' then amount * 3 / 100 else 0 end as fee from sales),
shares as (select id, product, fee, (amount - fee) * 3 / 10 as pool,
    amount - fee - (amount - fee) * 3 / 10 as rest from fees),
parts as (select s.id, p.owner, s.pool, div(s.pool::numeric * p.n, t.n) as fen,
    mod(s.pool::numeric * p.n, t.n) as left_over
  from shares s join points p using (product) join totals t using (product)),
odd as (select owner, fen, row_number() over (partition by id order by left_over desc, owner) as place,
    pool - sum(fen) over (partition by id) as missing from parts),
paid as (
  select owner as payee, sum(fen + case when place <= missing then 1 else 0 end) as fen from odd group by owner
  union all select 'exchange', sum(fee) from shares
  union all select 'operator', sum(rest - rest * 4 / 10) from shares
  union all select 'treasury', sum(rest * 4 / 10) from shares)
select payee, fen::bigint from paid order by payee;`

// payouts runs a query and reads what each payee gets, with the time it took.
func payouts(p *postgres.Server, query string) (map[string]int64, float64, error) {
	began := time.Now()
	text, err := p.SQL(query, nil)
	took := time.Since(began).Seconds()
	if err != nil {
		return nil, 0, err
	}
	out := map[string]int64{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		payee, fen, _ := strings.Cut(line, "\t")
		n, err := strconv.ParseInt(fen, 10, 64)
		if err != nil {
			return nil, 0, fmt.Errorf("row %q: %w", line, err)
		}
		if n != 0 {
			out[payee] = n
		}
	}
	return out, took, nil
}
