// Package settle is chapter 10: settlement (收益结算). By the clock alone a period is frozen some days
// after its end, its result lands once it was computed off the block path, and becomes final when
// the days for objections are over (rulings E8, M9). The money rule itself is package settlement;
// here its input is read from state, and its result becomes obligations: whoever collected the
// money of a product version pays each line of it (rulings M6). A statement (结算单) is what one payer
// owes one payee for one period; income of administrative bodies and of public institutions with a
// registered account goes to their treasury, with the body it is received for (GZ §22, rulings L8).
//
// Lines stay beside the tree; state keeps their root, the payees' totals and the statements, each
// with the root of its own lines.
//
// A row of a closed period never reopens it (rulings M3). The next run settles the periods from the
// earliest such row on as they were and as corrected, and carries the differences: as receivables
// and payables of the parties, and as adjustments in the statements of the same payers and payees.
// Carried state is kept in rows by the run that it closes and the run that wrote it, so that any
// run can be computed again from any later state, and what a later run corrected is one more row.
package settle
