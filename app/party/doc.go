// Package party is chapter 1: who takes part (主体). An institution, its roles (角色) by jurisdiction,
// its accounts (账号) and their keys. The responsible party of every act is the one that signed it
// (谁授权谁负责、谁运营谁负责、谁使用谁负责, GZ §4), so roles and keys are dated intervals that are never
// deleted (rulings E6): who could sign what at a past time stays answerable.
package party
