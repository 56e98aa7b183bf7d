package wire

import (
	"fmt"
	"time"
)

// Beijing is +08:00 for ever: no daylight saving, no time zone database.
var Beijing = time.FixedZone("+08:00", 8*3600)

// Time is an instant of law time in Unix seconds. Text: RFC 3339 at +08:00. Zero means "none".
type Time uint64

// Date is a calendar day at +08:00 as yyyymmdd. Text: 2026-10-09. Zero means "none".
type Date uint32

const day = 86400

// At returns the instant of t, seconds rounded down.
func At(t time.Time) Time { return Time(max(t.Unix(), 0)) }

// Std returns t as a time.Time at +08:00.
func (t Time) Std() time.Time { return time.Unix(int64(t), 0).In(Beijing) }

// Date returns the day at +08:00 that holds t.
func (t Time) Date() Date { return DateOf(t.Std()) }

// String is RFC 3339 at +08:00, or "" for zero.
func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return t.Std().Format(time.RFC3339)
}

// MarshalText is String.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads ParseTime's text.
func (t *Time) UnmarshalText(b []byte) error {
	v, err := ParseTime(string(b))
	*t = v
	return err
}

// ParseTime reads RFC 3339 with any offset and whole seconds, or "" for none.
func ParseTime(s string) (Time, error) {
	if s == "" {
		return 0, nil
	}
	v, err := time.Parse(time.RFC3339, s)
	if err != nil || v.Nanosecond() != 0 || v.Unix() <= 0 || v.Year() > 9999 {
		return 0, fmt.Errorf("%w: %q is not a time such as 2026-10-09T15:00:00+08:00", ErrEncoding, s)
	}
	return Time(v.Unix()), nil
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(y*10000 + int(m)*100 + d)
}

// Std returns 00:00 +08:00 of d.
func (d Date) Std() time.Time {
	return time.Date(int(d/10000), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, Beijing)
}

// Start returns the first instant of d.
func (d Date) Start() Time { return Time(d.Std().Unix()) }

// End returns the first instant after d, its 24:00.
func (d Date) End() Time { return d.Start() + day }

// Add returns the day n days later; n may be negative.
func (d Date) Add(n int) Date { return DateOf(d.Std().AddDate(0, 0, n)) }

// Valid reports whether d is a day of the calendar from 1971 on.
func (d Date) Valid() bool { return d >= 19710101 && d <= 99991231 && DateOf(d.Std()) == d }

// String is 2026-10-09, or "" for zero.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads ParseDate's text.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// ParseDate reads 2026-10-09, or "" for none.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	v, err := time.ParseInLocation(time.DateOnly, s, Beijing)
	if err != nil || !DateOf(v).Valid() {
		return 0, fmt.Errorf("%w: %q is not a date such as 2026-10-09", ErrEncoding, s)
	}
	return DateOf(v), nil
}
