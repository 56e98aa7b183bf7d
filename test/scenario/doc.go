// Package scenario holds the acceptance scenarios of each regulation, a folder per province, and
// the tests that play them and the shipped stories. Files named base-*.yaml are beginnings that
// others include; each can be played by itself.
package scenario
