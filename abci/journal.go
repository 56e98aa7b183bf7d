package abci

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// The logs of CometBFT's databases consist of blocks of chunks: checksum, length, kind, bytes.
const (
	journalBlock = 32 << 10
	journalHead  = 7
	journalKinds = 4   // full, first, middle, last
	sector       = 512 // what a loss of power takes at least
)

// checkJournals reads the logs of one of CometBFT's databases before the database does: it leaves
// out what it cannot read there, says nothing, and blocks in the middle would be gone.
func checkJournals(dir string) error {
	for _, pattern := range []string{"*.log", "MANIFEST-*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if at := damagedAt(b); at >= 0 {
				return fmt.Errorf("%s is damaged at byte %d", file, at)
			}
		}
	}
	return nil
}

// damagedAt finds a chunk that is wrong while whole ones follow, or -1. A log that merely ends in
// the middle of a chunk, or lacks whole sectors, is what a loss of power leaves.
func damagedAt(b []byte) int {
	at := 0
	for at < len(b) {
		if left := journalBlock - at%journalBlock; left < journalHead {
			at += left
			continue
		}
		n := chunkAt(b, at)
		if n == 0 {
			break
		}
		at += n
	}
	if at >= len(b) {
		return -1
	}
	end := min(len(b), at-at%journalBlock+journalBlock)
	if lost(b[at:end]) {
		return -1
	}
	for later := at + 1; later < end; later++ {
		if chunkAt(b, later) > 0 {
			return at
		}
	}
	for later := end; later < len(b); later += journalBlock {
		if chunkAt(b, later) > 0 {
			return at
		}
	}
	return -1
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// chunkAt is the size of the whole chunk at a place, 0 when there is none.
func chunkAt(b []byte, at int) int {
	end := min(len(b), at-at%journalBlock+journalBlock)
	if end-at < journalHead {
		return 0
	}
	head := b[at:end]
	n := journalHead + int(binary.LittleEndian.Uint16(head[4:]))
	if n > len(head) || head[6] == 0 || head[6] > journalKinds {
		return 0
	}
	sum := crc32.Checksum(head[6:n], castagnoli)
	if (sum>>15|sum<<17)+0xa282ead8 != binary.LittleEndian.Uint32(head) {
		return 0
	}
	return n
}

// lost says that a piece has a run of zeros as long as a sector.
func lost(b []byte) bool {
	run := 0
	for _, c := range b {
		if run++; c != 0 {
			run = 0
		}
		if run == sector {
			return true
		}
	}
	return false
}
