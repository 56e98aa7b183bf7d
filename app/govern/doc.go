// Package govern is chapter 3: what the institutions decide by vote (rulings E13, E14, L1). Members
// propose and vote on members, validators, the ledger's own parameters, rules versions, and on a
// new root key for an institution that lost its own. The law is not among them: profiles and
// calendars belong to the bureau of their place (chapter 2).
//
// A proposal is open until its day, or until so much of the whole has said yes that the rest cannot
// change it. What passed waits for its timelock and is then carried out at the end of a block, a
// bounded number at a time. It is judged once more when it is carried out, because the ledger may
// have changed meanwhile.
//
// Every institution has one vote. The voices of one control group count as one: validators and
// upgrades are weighed by voting power, everything else by one voice for each group, and a group
// whose institutions contradict each other counts as present and for neither side.
package govern
