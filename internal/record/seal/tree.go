package seal

import (
	"golang.org/x/mod/sumdb/tlog"
)

// tree is the Merkle tree of one seal's events, in memory.
type tree []tlog.Hash

// grow builds the tree over leaves.
func grow(leaves []tlog.Hash) (tree, error) {
	var t tree
	for i, l := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(int64(i), l, t)
		if err != nil {
			return nil, err
		}
		t = append(t, hashes...)
	}
	return t, nil
}

// ReadHashes gives stored hashes to tlog.
func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = t[at]
	}
	return out, nil
}

func rootOf(leaves []tlog.Hash) (tlog.Hash, error) {
	t, err := grow(leaves)
	if err != nil {
		return tlog.Hash{}, err
	}
	return tlog.TreeHash(int64(len(leaves)), t)
}

// pack and unpack are how leaves stand in the table.
func pack(leaves []tlog.Hash) []byte {
	out := make([]byte, 0, len(leaves)*tlog.HashSize)
	for _, l := range leaves {
		out = append(out, l[:]...)
	}
	return out
}

func unpack(b []byte) []tlog.Hash {
	out := make([]tlog.Hash, len(b)/tlog.HashSize)
	for i := range out {
		copy(out[i][:], b[i*tlog.HashSize:])
	}
	return out
}
