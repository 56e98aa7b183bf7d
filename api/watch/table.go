package watch

// Namespace begins the name of every metric of ours.
const Namespace = "suyuan"

// Metric is a row of the table of our metrics: docs/metrics.md is rendered from it. Seconds, bytes
// and fen stand last in names; what ends in total only grows while the process runs.
type Metric struct {
	Name, Kind string // Kind: counter, gauge or histogram
	Labels     []string
	Zh, En     string
}

// The kinds of metrics.
const (
	counter   = "counter"
	gauge     = "gauge"
	histogram = "histogram"
)

// Table lists every metric of ours.
var Table = []Metric{
	{Name: "build_info", Kind: gauge, Labels: []string{"version", "rules"}, Zh: "程序版本与所知的规则版本，值恒为 1",
		En: "version of the program and the newest rules it knows; always 1"},
	{Name: "height", Kind: gauge, Zh: "最新已保存区块的高度", En: "height of the newest saved block"},
	{Name: "block_time_seconds", Kind: gauge, Zh: "该区块头的时间（Unix 秒）",
		En: "time of its header, Unix seconds"},
	{Name: "law_time_seconds", Kind: gauge, Zh: "账本时间（Unix 秒），测试账可与区块时间不同",
		En: "law time, Unix seconds; on a test ledger it may differ from block time"},
	{Name: "block_interval_seconds", Kind: histogram, Zh: "相邻区块头时间之差",
		En: "time between the headers of neighbouring blocks"},
	{Name: "block_papers", Kind: histogram, Zh: "每个区块的文书数", En: "papers of a block"},
	{Name: "papers_total", Kind: counter, Labels: []string{"kind", "code"},
		Zh: "已入块的文书，按种类和结果代码（0 为办结；种类为 - 的不可受理）",
		En: "papers in blocks by kind and code: 0 is done, kind - was not admissible"},
	{Name: "writes_total", Kind: counter, Zh: "文书引起的写入", En: "writes that papers caused"},
	{Name: "tree_changes_total", Kind: counter, Zh: "状态树的净变更，含块末结算",
		En: "net changes of the state tree, those of blocks' ends too"},
	{Name: "finalize_seconds", Kind: histogram, Zh: "执行一个区块的耗时", En: "time to execute a block"},
	{Name: "commit_seconds", Kind: histogram, Zh: "保存一个区块的耗时", En: "time to save a block"},
	{Name: "pending_papers", Kind: gauge, Zh: "本节点待入块的文书", En: "papers that wait in this node"},
	{Name: "pending_bytes", Kind: gauge, Zh: "其字节数", En: "their bytes"},
	{Name: "peers", Kind: gauge, Zh: "已连接的节点数", En: "nodes it is connected with"},
	{Name: "forged_papers_total", Kind: counter, Labels: []string{"peer", "code"},
		Zh: "由对端转来、诚实节点不会转发的文书，按节点标识和拒绝代码",
		En: "papers from a peer that no honest node passes on, by its node id and the refusal"},
	{Name: "unread_papers_total", Kind: counter, Labels: []string{"peer"},
		Zh: "因对端转来伪造文书过多而未读的文书，按节点标识",
		En: "papers not read because their peer sent too many forged ones, by its node id"},
	{Name: "syncing", Kind: gauge, Zh: "1：正在追赶区块，不参与共识",
		En: "1: it fetches blocks and takes no part in consensus"},
	{Name: "clock_ahead_seconds", Kind: gauge, Zh: "本机时钟比账本快多少，慢则为负；相差超过 60 秒的节点停止",
		En: "how far its clock is ahead of the ledger's, negative when behind; beyond 60 it stops"},
	{Name: "app_hash_mismatch", Kind: gauge, Zh: "1：本节点算出的状态摘要与链上约定不符，已停止",
		En: "1: it computed another app hash than the chain agreed on, and stops"},
	{Name: "faults_total", Kind: counter, Zh: "使节点停止的故障", En: "faults that end the node"},
	{Name: "log_errors_total", Kind: counter, Labels: []string{"module"}, Zh: "日志中的错误行，按模块",
		En: "error lines of the log, by module"},
	{Name: "earliest_height", Kind: gauge, Zh: "仍保留状态的最低高度（裁剪位置）",
		En: "lowest height whose state is kept: how far pruning has come"},
	{Name: "store_bytes", Kind: gauge, Labels: []string{"part"},
		Zh: "账本数据库的大小：tables 与 log 为 Badger 的表与值日志，files 为磁盘实占，dead 为其中可回收者",
		En: "size of our store: Badger's tables and value log, files as the disk counts them, dead " +
			"what compaction would give back"},
	{Name: "disk_free_bytes", Kind: gauge, Zh: "数据目录所在磁盘的可用空间",
		En: "room left on the disk of the home"},
	{Name: "disk_bytes", Kind: gauge, Zh: "该磁盘的总容量", En: "size of that disk"},
	{Name: "index_height", Kind: gauge, Zh: "谱系索引所到的高度", En: "height that the lineage index equals"},
	{Name: "prune_target", Kind: gauge, Zh: "裁剪应达到的高度", En: "height that pruning shall come to"},
	{Name: "prune_stuck", Kind: gauge, Zh: "1：应裁剪而停滞", En: "1: pruning has work and stands still"},
	{Name: "pruned_heights", Kind: gauge, Zh: "启动以来裁剪的高度数", En: "heights pruned since the start"},
	{Name: "log_files_collected", Kind: gauge, Zh: "启动以来回收的值日志文件",
		En: "value-log files given back since the start"},
	{Name: "snapshots_failed", Kind: gauge, Zh: "启动以来未能制成的快照",
		En: "snapshots that could not be taken since the start"},
	{Name: "snapshot_time_seconds", Kind: gauge, Zh: "最新快照所在区块的时间（Unix 秒），没有则为 0",
		En: "block time of the newest snapshot, Unix seconds; 0 for none"},
	{Name: "snapshot_height", Kind: gauge, Zh: "最新快照的高度", En: "height of the newest snapshot"},
	{Name: "settlement_waiting", Kind: gauge, Zh: "已冻结、尚未落账的结算期",
		En: "periods that are frozen and have not landed"},
	{Name: "settlement_lag_seconds", Kind: gauge, Zh: "其中最早者自冻结以来的账本时间，无则为 0",
		En: "law time since the oldest of them was frozen; 0 without one"},
	{Name: "unpaid_fen", Kind: gauge, Zh: "结算单未付金额（分），前 1000 对收付方",
		En: "what is open of statements in fen, of the first 1000 pairs of payer and payee"},
	{Name: "unpaid_pairs", Kind: gauge, Zh: "有未付金额的收付方对数，至多 1000",
		En: "pairs of payer and payee with something open, at most 1000"},
	{Name: "deadlines_overdue", Kind: gauge, Zh: "未办且逾期的事项，至多 1000",
		En: "duties that are open after their day, at most 1000"},
	{Name: "objections_open", Kind: gauge, Zh: "待处理的结算异议，至多 1000",
		En: "objections to settlements not decided, at most 1000"},
	{Name: "agreements_expiring", Kind: gauge, Labels: []string{"days"},
		Zh: "在所列天数内到期的授权运营协议，前 1000 份",
		En: "authorizations that end within so many days, of the first 1000"},
	{Name: "calendar_days", Kind: gauge, Zh: "放假安排已上账的天数，自今日起",
		En: "days from today for which a calendar is on the ledger"},
	{Name: "asked_height", Kind: gauge, Zh: "以上账本数目所依据的高度",
		En: "height that these numbers of the ledger are of"},
}
