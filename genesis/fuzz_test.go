package genesis

import (
	"errors"
	"io/fs"
	"testing"
)

// What loads writes back to a document with the same digest; what does not says so with
// ErrDocument.
func FuzzLoad(f *testing.F) {
	b, err := built(f).JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"format":"suyuan-genesis/1","regime":{"test_clock":{"start":""}}}`))
	f.Add([]byte(`{"accepted_algorithms":["sm2"],"party":{"parties":[{"accounts":[{"keys":[""]}]}]}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Load(text)
		if err != nil {
			if !errors.Is(err, ErrDocument) {
				t.Fatalf("not coded: %v", err)
			}
			return
		}
		want, err := d.Digest()
		if err != nil {
			t.Fatal(err)
		}
		again, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		second, err := Load(again)
		if err != nil {
			t.Fatalf("its own form does not load: %v", err)
		}
		if got, _ := second.Digest(); got != want {
			t.Fatal("the digest changed")
		}
	})
}

// A regime file that parses makes a profile the document accepts.
func FuzzRegimeFile(f *testing.F) {
	b, err := fs.ReadFile(Files(), "regimes/guizhou.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("keys: {redev_ban: {value: [*a], article: &a x, mark: text}}"))
	f.Add([]byte("code: [\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ParseRegime("x", text)
		if err != nil {
			if !errors.Is(err, ErrDocument) {
				t.Fatalf("not coded: %v", err)
			}
			return
		}
		d := built(t)
		d.Regime.Profiles = d.Regime.Profiles[:0]
		d.Regime.Profiles = append(d.Regime.Profiles, r.Profile)
		if err := d.Validate(); err != nil {
			t.Fatalf("parses and is not accepted: %v", err)
		}
	})
}

// A calendar file that parses is one the document accepts.
func FuzzCalendarFile(f *testing.F) {
	f.Add([]byte("year: 2026\ntitle: x\nissuer: y\noff: [2026-01-01..2026-01-03]\nworked: " +
		"[2026-01-04]\n"))
	f.Add([]byte("year: 70000\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ParseCalendar("x", text)
		if err != nil {
			return
		}
		s := spec()
		s.Calendars, s.More = nil, append(s.More, c)
		if _, err := Build(s); err != nil {
			t.Fatalf("parses and is not accepted: %v", err)
		}
	})
}
