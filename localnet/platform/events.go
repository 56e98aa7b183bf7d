package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/wire"
)

// anotherNight reads the events of a folder as those of another run of the same jobs: other run
// ids, and times that end a minute before now.
func (p platform) anotherNight(now wire.Time) ([]openlineage.Event, error) {
	old, err := openlineage.ReadDir(os.DirFS(p.events))
	if err != nil {
		return nil, err
	}
	last := old[len(old)-1].Time
	out := make([]openlineage.Event, 0, len(old))
	for _, e := range old {
		at := now.Std().Add(e.Time.Sub(last) - time.Minute)
		text, err := renewed(e.Canonical, at)
		if err != nil {
			return nil, err
		}
		again, _, err := openlineage.ParseEvent(text)
		if err != nil {
			return nil, err
		}
		out = append(out, again)
	}
	return out, nil
}

// renewed gives an event another run id and time, and leaves the rest as it is.
func renewed(text []byte, at time.Time) ([]byte, error) {
	var event, run map[string]json.RawMessage
	if err := json.Unmarshal(text, &event); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(event["run"], &run); err != nil {
		return nil, err
	}
	h := sha256.Sum256(append([]byte("another night "), run["runId"]...))
	h[6], h[8] = h[6]&0x0f|0x70, h[8]&0x3f|0x80
	run["runId"] = json.RawMessage(fmt.Sprintf(`"%x-%x-%x-%x-%x"`, h[:4], h[4:6], h[6:8], h[8:10],
		h[10:16]))
	var err error
	if event["run"], err = json.Marshal(run); err != nil {
		return nil, err
	}
	event["eventTime"] = json.RawMessage(`"` + at.In(wire.Beijing).Format(time.RFC3339Nano) + `"`)
	return json.Marshal(event)
}

// client posts as OpenLineage's clients do: Content-Type, a Bearer token, five seconds.
type client struct{ url, token string }

func (c client) do(ctx context.Context, method, path, agent string, body []byte, zip bool,
	v any) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if zip {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(body)
		_ = w.Close()
		body = b.Bytes()
	}
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", agent)
	if zip {
		r.Header.Set("Content-Encoding", "gzip")
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%d: %s", res.StatusCode, text)
	}
	if err != nil {
		return res.StatusCode, err
	}
	return res.StatusCode, json.Unmarshal(text, v)
}

// The clients whose ways of posting are played.
const (
	spark   = "openlineage-java (Spark)"
	airflow = "openlineage-python (Airflow)"
	replay  = "batch"
)

// post sends the first half as Spark's listener does, compressed, the rest as Airflow's, and then
// all of it as one batch, as clients do that send again what they are not sure of. It gives the ids
// of the runs' last events.
func (p platform) post(ctx context.Context, c client, night []openlineage.Event) ([]string,
	error) {
	ends := map[string]string{}
	var all []json.RawMessage
	for i, e := range night {
		agent := airflow
		if i < len(night)/2 {
			agent = spark
		}
		var a struct{ ID, Status string }
		status, err := c.do(ctx, http.MethodPost, "/api/v1/lineage", agent, e.Canonical,
			agent == spark, &a)
		if err != nil {
			return nil, err
		}
		p.say("%s %s %s：%d %s", "%s %s %s: %d %s", agent, e.Type, e.Job.Name, status, a.Status)
		if e.Type == openlineage.Complete {
			ends[e.RunID] = a.ID
		}
		all = append(all, e.Canonical)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	var b struct {
		Status  string
		Summary struct{ Received, Successful int }
	}
	_, err = c.do(ctx, http.MethodPost, "/api/v1/lineage/batch", replay, text, true, &b)
	if err != nil {
		return nil, err
	}
	p.say("整批重发 %d 个事件：%s，不产生第二条记录",
		"all %d events again in one batch: %s, no second record", b.Summary.Received, b.Status)
	var out []string
	for _, e := range night {
		if id := ends[e.RunID]; id != "" && e.Type == openlineage.Complete {
			out = append(out, id)
		}
	}
	return out, nil
}

// await asks what became of the events until every run's records are on the ledger.
func (p platform) await(ctx context.Context, c client, ids []string) error {
	for _, id := range ids {
		for {
			var s struct {
				Status  string
				Records []struct {
					ID     string
					Height uint64
				}
			}
			if _, err := c.do(ctx, http.MethodGet, "/api/v1/openlineage/events/"+id, airflow, nil, false,
				&s); err != nil {
				return err
			}
			if s.Status == "recorded" || s.Status == "none" {
				for _, r := range s.Records {
					p.say("处理记录 %s 高度 %d", "processing record %s at height %d", r.ID, r.Height)
				}
				break
			}
			if s.Status == "refused" || s.Status == "parked" {
				return fmt.Errorf("event %s is %s: %+v", id, s.Status, s)
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("event %s is still %s", id, s.Status)
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
	return nil
}
