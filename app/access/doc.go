// Package access is chapter 6: who may use which data for what. A scenario application (应用场景及
// 数据需求申请) names one scenario and lists objects with their fields; the reviewers that the regime
// names decide it and may approve fewer fields than were asked for (最小必要). The development-use
// agreement (公共数据开发利用协议) binds operator and developer. A grant (数据使用权限) opens data to its
// holder inside agreement and application. A processing record (加工处理记录) says which job turned
// which granted fields into which dataset, column by column.
//
// Nothing here is switched off by cascade: whether a grant may be used over a window is derived by
// UsableDuring from dated causes (rulings E6). Products belong to the next chapter, which tells
// this one what it offers to developers through Offer and Withdraw.
package access
