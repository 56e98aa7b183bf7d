// Package catalog is chapter 4: the catalogue of public data resources (公共数据资源目录). A provider
// (数据提供部门) drafts an entry of its own data, classified and graded (分类分级); the data authority
// reviews it (审核); it is published on the platform (发布) and registered (登记), in this order (GZ
// §14). Only then may it be authorized for operation. Data that holds state secrets never enters
// (GZ §33).
package catalog
