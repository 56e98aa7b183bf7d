package watch

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// counts are the metrics of the table by their short names.
type counts struct {
	gauges     map[string]*prometheus.GaugeVec
	counters   map[string]*prometheus.CounterVec
	histograms map[string]prometheus.Histogram
}

// buckets of histograms: seconds from a millisecond on, and papers of a block.
var (
	seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	papers  = []float64{0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000}
)

func newCounts(reg prometheus.Registerer) *counts {
	c := &counts{gauges: map[string]*prometheus.GaugeVec{},
		counters: map[string]*prometheus.CounterVec{}, histograms: map[string]prometheus.Histogram{}}
	for _, m := range Table {
		switch m.Kind {
		case gauge:
			v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: Namespace, Name: m.Name,
				Help: m.En}, m.Labels)
			reg.MustRegister(v)
			c.gauges[m.Name] = v
		case counter:
			v := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: Namespace, Name: m.Name,
				Help: m.En}, m.Labels)
			reg.MustRegister(v)
			c.counters[m.Name] = v
		case histogram:
			o := prometheus.HistogramOpts{Namespace: Namespace, Name: m.Name, Help: m.En,
				Buckets: seconds}
			if m.Name == "block_papers" {
				o.Buckets = papers
			}
			v := prometheus.NewHistogram(o)
			reg.MustRegister(v)
			c.histograms[m.Name] = v
		}
		if len(m.Labels) == 0 {
			c.zero(m)
		}
	}
	return c
}

// zero makes a metric without labels be there from the start.
func (c *counts) zero(m Metric) {
	switch m.Kind {
	case gauge:
		c.set(m.Name, 0)
	case counter:
		c.count(m.Name, 0)
	}
}

func (c *counts) set(name string, v float64)     { c.gauges[name].WithLabelValues().Set(v) }
func (c *counts) count(name string, v float64)   { c.counters[name].WithLabelValues().Add(v) }
func (c *counts) observe(name string, v float64) { c.histograms[name].Observe(v) }

// of is a gauge with labels.
func (c *counts) of(name string, labels ...string) prometheus.Gauge {
	return c.gauges[name].WithLabelValues(labels...)
}

// Metrics serves the registry in Prometheus's text format.
func (w *Watch) Metrics() http.Handler {
	return promhttp.HandlerFor(w.reg, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}
