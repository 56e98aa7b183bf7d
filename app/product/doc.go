// Package product is chapter 7: data products and services (数据产品和服务). A primary product (初级产品)
// is the operator's, a re-developed one (再开发产品) a developer's; the operator takes no part in
// re-development, directly or through its control group (GZ §25).
//
// What a product was made of is not declared but derived: its inputs are the resources and products
// at the upper end of its processing records. A version goes through review (审核), registration (登记)
// with links to registered resources, and publication (发布) with sample data (GZ §17). A change of
// inputs is a new version.
//
// A version stands under every regime of its lineage: those of the agreements it rests on and of
// the products it is made of. Each of them names its reviewers and their points, its registry, what
// publication takes; all are satisfied, and a refusal cites the one it breaks (law/matrix A35).
//
// Lineage upwards is part of each version's record; downwards it is an append-only log per node,
// which chapter 6 keeps for jobs and versions alike, so that "nothing else was made of it" can be
// proved (rulings E9).
package product
