// Package market is chapter 9: prices, trades, receipts and costs. Primary products stand under the
// government-guided price (政府指导价) and are traded on the exchange where the regime says so (GZ §21
// §22); public governance and welfare use is free. What is sold is confirmed by the exchange, else
// by the implementing body, never by whoever recorded it (rulings L3); only confirmed money counts,
// and a receipt whose usage window crosses settlement periods is split over them by days (rulings
// M4).
//
// Prices, caps and amounts are net of VAT; tax is recorded beside them. A price is micro-yuan per
// unit of a declared kind, an amount is fen.
package market
