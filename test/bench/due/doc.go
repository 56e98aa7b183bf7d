// Command due measures what it costs a block when many deadlines fall due in one second. A ledger
// of its own, on disk and synced, takes quality problems in full blocks, through the node's
// application as the engine drives it; every problem gives a department ten working days (YN §17),
// so that all of the first ones end with the same day. Then the same full blocks go on, before that
// instant and after it, and the blocks in which the overdue notices are told are held against the
// usual ones of the same run.
package main
