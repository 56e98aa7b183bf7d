// Package operation is what the tests of the later chapters find when they begin: Guizhou under the
// rules it ships with, its parties, resources, agreements and products. Desk brings it about by the
// papers of the earlier chapters, step by step; Rest puts the facts that such papers would have
// left, for tests of money and use that need many of them and none of their history.
package operation
