// Package regime is chapter 2: a province's rules as data. A regime profile (制度档案) is a list of
// keys, each with its value, the article it comes from and a mark that tells whose rule it is: the
// text's (text), the text's in soft words such as 一般 or 原则上 (soft), or ours where the text is
// silent (default). Rules written in Go ask a profile; they never ask which province it is.
//
// The chapter also keeps what all clocks need: the working-day calendar (工作日) with make-up days
// (调休上班), minimum periods such as publicity (公示期) as gates, deadlines with an owner, the
// ledger's settlement periods with their freeze marks, and the clock of test ledgers (测试账).
//
// What is expired, overdue or open is never stored: it is a function of a due instant and the law
// time of the block (rulings E7). The deadline of a duty that is still open is therefore derived
// from the calendar in force when it is asked for, and stays provisional while a year it runs
// through has no calendar. Lists by owner, agreement and place, kept in due order, are what readers
// page through; they follow a new calendar over the next blocks, and overdue notices come in
// bounded batches. Neither changes what anybody is told about a duty at an instant.
package regime
