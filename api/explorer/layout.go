package explorer

import "sort"

// A drawing of a layered graph: data goes from left to right, boxes stand in columns by the
// longest way from a source, edges that skip columns bend through dummy points, and crossings are
// reduced by sweeping barycentres.

// vertex is a box, or a point where an edge passes a column.
type vertex struct {
	id    string
	dummy bool
	layer int
	y     float64
	in    []int
	out   []int
}

// drawing is a laid-out graph. Routes are, by edge, the vertices that it passes.
type drawing struct {
	all    []vertex
	layers [][]int
	routes [][]int
}

const (
	rowHigh   = 64.0
	dummyHigh = 22.0
	sweeps    = 12
	alignings = 24
)

// layOut places n boxes with edges between them, each a pair of indexes. Edges of a cycle that
// would go backwards are drawn but do not decide about columns.
func layOut(ids []string, edges [][2]int) drawing {
	d := drawing{}
	for _, id := range ids {
		d.all = append(d.all, vertex{id: id})
	}
	depth := longest(len(ids), edges)
	for i := range ids {
		d.all[i].layer = depth[i]
	}
	for _, e := range edges {
		d.route(e[0], e[1])
	}
	high := 0
	for _, v := range d.all {
		high = max(high, v.layer)
	}
	d.layers = make([][]int, high+1)
	for i, v := range d.all {
		d.layers[v.layer] = append(d.layers[v.layer], i)
	}
	for s := range sweeps {
		d.sweep(s%2 == 0)
	}
	d.align()
	return d
}

// longest is each node's longest way from a source; a source stands one column before its nearest
// user, so that arrows stay short.
func longest(n int, edges [][2]int) []int {
	next, before := make([][]int, n), make([]int, n)
	for _, e := range edges {
		next[e[0]] = append(next[e[0]], e[1])
		before[e[1]]++
	}
	depth, queue, sources := make([]int, n), []int{}, make([]bool, n)
	for i, b := range before {
		if b == 0 {
			queue = append(queue, i)
			sources[i] = true
		}
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, j := range next[i] {
			depth[j] = max(depth[j], depth[i]+1)
			if before[j]--; before[j] == 0 {
				queue = append(queue, j)
			}
		}
	}
	for i, source := range sources {
		if near := nearest(depth, next[i]); source && near > 0 {
			depth[i] = near - 1
		}
	}
	return depth
}

func nearest(depth, of []int) int {
	near := -1
	for _, j := range of {
		if near < 0 || depth[j] < near {
			near = depth[j]
		}
	}
	return near
}

// route adds an edge through dummy points.
func (d *drawing) route(from, to int) {
	way := []int{from}
	for layer := d.all[from].layer + 1; layer < d.all[to].layer; layer++ {
		d.all = append(d.all, vertex{dummy: true, layer: layer})
		way = append(way, len(d.all)-1)
	}
	way = append(way, to)
	for i := 1; i < len(way); i++ {
		d.all[way[i-1]].out = append(d.all[way[i-1]].out, way[i])
		d.all[way[i]].in = append(d.all[way[i]].in, way[i-1])
	}
	d.routes = append(d.routes, way)
}

// sweep orders every column by the mean place of neighbours in the column before.
func (d *drawing) sweep(right bool) {
	place := make([]float64, len(d.all))
	for _, layer := range d.layers {
		for i, v := range layer {
			place[v] = float64(i)
		}
	}
	for k := range d.layers {
		if !right {
			k = len(d.layers) - 1 - k
		}
		layer, weight := d.layers[k], map[int]float64{}
		for i, v := range layer {
			near := d.all[v].in
			if !right {
				near = d.all[v].out
			}
			weight[v] = float64(i)
			if len(near) > 0 {
				sum := 0.0
				for _, u := range near {
					sum += place[u]
				}
				weight[v] = sum / float64(len(near))
			}
		}
		sort.SliceStable(layer, func(i, j int) bool { return weight[layer[i]] < weight[layer[j]] })
		for i, v := range layer {
			place[v] = float64(i)
		}
	}
}

func (d *drawing) high(v int) float64 {
	if d.all[v].dummy {
		return dummyHigh
	}
	return rowHigh
}

// align moves every vertex towards its neighbours' mean without changing the order of a column.
func (d *drawing) align() {
	for _, layer := range d.layers {
		y := 0.0
		for _, v := range layer {
			d.all[v].y = y + d.high(v)/2
			y += d.high(v)
		}
	}
	for pass := range alignings {
		for k := range d.layers {
			if pass%2 == 1 {
				k = len(d.layers) - 1 - k
			}
			d.settle(d.layers[k])
		}
	}
	top := 0.0
	for i, v := range d.all {
		if y := v.y - d.high(i)/2; i == 0 || y < top {
			top = y
		}
	}
	for i := range d.all {
		d.all[i].y -= top
	}
}

// settle wishes each vertex to the mean of its neighbours, then makes room from the top and shifts
// what was pushed down back by the mean push.
func (d *drawing) settle(layer []int) {
	wish := make([]float64, len(layer))
	for i, v := range layer {
		sum, n := 0.0, 0
		for _, u := range append(append([]int{}, d.all[v].in...), d.all[v].out...) {
			sum, n = sum+d.all[u].y, n+1
		}
		wish[i] = d.all[v].y
		if n > 0 {
			wish[i] = sum / float64(n)
		}
	}
	pushed, floor := 0.0, 0.0
	for i, v := range layer {
		y := wish[i]
		if i > 0 {
			y = max(y, floor+d.high(v)/2)
		}
		d.all[v].y = y
		pushed += y - wish[i]
		floor = y + d.high(v)/2
	}
	if len(layer) > 0 {
		back := pushed / float64(len(layer))
		for _, v := range layer {
			d.all[v].y -= back
		}
	}
}
