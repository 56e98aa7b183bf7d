// Package follow keeps the read index of lineage (溯源) inside a node: which record was made of
// which, in compact integers, both ways, each record dated by law time and height. It is no
// consensus state: it is built from committed state at every start, follows block by block, and is
// stamped with its height. Every answer equals what the state of that height gives.
package follow
