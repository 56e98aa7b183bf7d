// Package authorization is chapter 5: how public data comes to be operated. A plan (实施方案) names
// resources and the mechanism of revenue distribution and is approved by the government of its
// level (GZ §6); an operator (授权运营机构) is chosen in fair competition, publicized (公示) and decided
// (GZ §9(1)–(4)); implementing body and operator sign the agreement (授权运营协议) for a term. Developers
// (开发利用机构) register, are reviewed and publicized, and are admitted (GZ §11, §12).
//
// An agreement runs or not as a function of its dated causes: its term and its early end. Nothing
// is cascaded (rulings E6); later chapters ask Agreement.RunsDuring and Admitted for a window.
package authorization
