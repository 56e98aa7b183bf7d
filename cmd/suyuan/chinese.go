package main

import (
	"regexp"
	"strconv"
	"strings"
)

// Packages below, CometBFT, cobra and the system speak English. What of theirs reaches a person is
// turned into Chinese here, in one table: a pattern, and the sentence in which {1}, {2} … are its
// groups, themselves turned.

type phrase struct {
	en *regexp.Regexp
	zh string
}

func phrasesOf(pairs ...string) (out []phrase) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, phrase{regexp.MustCompile("(?s)^" + pairs[i] + "$"), pairs[i+1]})
	}
	return out
}

// zhPhrases are tried in turn; the first that fits the whole text holds.
var zhPhrases = append(append(append(append(phrasesOf(systemPhrases...),
	phrasesOf(inputPhrases...)...), phrasesOf(netPhrases...)...), phrasesOf(storyPhrases...)...),
	phrasesOf(storyPartPhrases...)...)

// inChinese is a text in Chinese, as far as the table knows it.
func inChinese(text string) string { return turn(text, 0) }

const maxTurns = 12

func turn(text string, depth int) string {
	if lines := strings.Split(text, "\n"); len(lines) > 1 {
		for i := range lines {
			lines[i] = turn(lines[i], depth)
		}
		return strings.Join(lines, "；")
	}
	if depth > maxTurns || text == "" {
		return text
	}
	for _, p := range zhPhrases {
		m := p.en.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		out := p.zh
		for i := 1; i < len(m); i++ {
			out = strings.ReplaceAll(out, "{"+strconv.Itoa(i)+"}", turn(m[i], depth+1))
		}
		return out
	}
	return text
}

// goError is a text of Go's own that names types of ours; its plain form follows.
type goError struct {
	found *regexp.Regexp
	plain string
}

var goErrors = []goError{
	{regexp.MustCompile(`wire: not in the wire format: `), ""},
	{regexp.MustCompile(`wire: not in the wire format$`), "it is not in the wire format"},
	{regexp.MustCompile(`not a paper file: (not a paper file: )+`), "not a paper file: "},
	{regexp.MustCompile(`json: cannot unmarshal (.+?) into Go struct field \S+?\.([a-z0-9_.]+) ` +
		`of type (\S+)`), "field $2 cannot be $1: $3 is wanted"},
	{regexp.MustCompile(`json: cannot unmarshal (.+?) into Go value of type (\S+)`),
		"it cannot be $1: $2 is wanted"},
	{regexp.MustCompile(`json: unknown field `), "there is no field "},
	{regexp.MustCompile(`: (\[\]\S+) is wanted`), ": a list is wanted"},
	{regexp.MustCompile(`: u?int[0-9]* is wanted`), ": a whole number in its range is wanted"},
	{regexp.MustCompile(`: string is wanted`), ": text is wanted"},
	{regexp.MustCompile(`: bool is wanted`), ": true or false is wanted"},
	{regexp.MustCompile(`: (wire|crypto|tx|json|big)\.\S+ is wanted`), ": text is wanted"},
	{regexp.MustCompile(`: (map\[\S+|[a-z]+\.\S+) is wanted`), ": an object is wanted"},
	{regexp.MustCompile(`crypto: `), ""},
	{regexp.MustCompile(`(localnet|scenario|settlement): `), ""},
	{regexp.MustCompile(`: strconv\.Parse\w+: parsing "[^"]*": `), ": "},
	{regexp.MustCompile(`（[^（）]*）`), ""},
}

// english is a text without the words that only a programmer of Go would know.
func english(text string) string {
	for _, g := range goErrors {
		text = g.found.ReplaceAllString(text, g.plain)
	}
	return text
}

var systemPhrases = []string{
	// files and the system
	`(?:open|stat|lstat|mkdir|read|write|rename|remove|unlink|fork/exec|chdir) (\S.*): (.+)`,
	"{1}：{2}",
	`no such file or directory`, "没有这个文件或目录",
	`file does not exist`, "没有这个文件",
	`permission denied`, "没有权限",
	`is a directory`, "是目录，不是文件",
	`not a directory`, "路径中有一段不是目录",
	`file exists`, "已经存在",
	`no space left on device`, "磁盘已满",
	`read-only file system`, "文件系统只读",
	`context deadline exceeded`, "超时",
	`context canceled`, "已取消",
	`connection refused`, "连接被拒绝",
	`connection reset by peer`, "连接被对方中断",
	`no such host`, "没有这个主机",
	`unsupported protocol scheme`, "不支持的地址形式",
	`EOF`, "连接中断",
	`dial tcp (\S+): connect: (.+)`, "{1} {2}",
	`no node answers: (.+)`, "{1}",
	`no node answers`, "没有节点应答",
	`(https?://\S+): (.+); (.+)`, "{1} {2}；{3}",
	`(https?://\S+|tcp://\S+): (.+)`, "{1} {2}",
	`status (\d+), not an answer of a node`, "HTTP {1}，不是节点的回答",
	`Internal error: (.+)`, "节点内部错误：{1}",
	`tx already exists in cache`, "文书已在节点的缓存中",
	`endpoint is closed while node is catching up`, "节点正在追赶区块",
	// commands, options and arguments
	`unknown command "(.*?)" for "(.*?)"(?:\s+Did you mean this\?\s+(.+))?`,
	"没有命令 “{1}”（“{2}”）",
	`unknown flag: (\S+)`, "没有选项 {1}",
	`unknown shorthand flag: '(.)' in (\S+)`, "没有选项 -{1}（{2}）",
	`flag needs an argument: (?:'.' in )?(\S+)`, "选项 {1} 须带值",
	`invalid argument "(.*?)" for "(.*?)" flag: (.+)`, "选项 {2} 不接受 “{1}”：{3}",
	`invalid argument "(.*?)" for "(.*?)".*`, "“{2}” 不接受 “{1}”",
	`accepts (\d+) arg\(s\), received (\d+)`, "须有 {1} 个参数，给了 {2} 个",
	`requires at least (\d+) arg\(s\), only received (\d+)`, "至少须有 {1} 个参数，给了 {2} 个",
	`accepts at most (\d+) arg\(s\), received (\d+)`, "至多 {1} 个参数，给了 {2} 个",
	`if any flags in the group \[(.+)\] are set none of the others can be; .*`,
	"选项 “{1}” 只能给一个",
	`required flag\(s\) "(.+)" not set`, "须给选项 --{1}",
	`invalid syntax`, "写法不对",
	`value out of range`, "超出范围",
	`time: invalid duration "(.+)"`, "“{1}” 不是时长，如 30s",
	`time: missing unit in duration "(.+)"`, "时长 “{1}” 没有单位，如 30s",
	`time: unknown unit "(.+)" in duration "(.+)"`, "时长 “{2}” 的单位 {1} 不认识，可用 s、m、h",
}

var inputPhrases = []string{
	// JSON, YAML and bodies
	`body: (.+)`, "{1}",
	`--(\S+): (.+)`, "--{1}：{2}",
	`field (\S+) cannot be (.+): (.+) is wanted`, "字段 {1} 不能是{2}，须为{3}",
	`it cannot be (.+): (.+) is wanted`, "不能是{1}，须为{2}",
	`number`, "数字",
	`number (\S+)`, "数字 {1}",
	`string`, "文字",
	`bool`, "真假值",
	`array`, "列表",
	`object`, "对象",
	`a list`, "列表",
	`a whole number in its range`, "范围内的整数",
	`text`, "文字",
	`true or false`, "true 或 false",
	`an object`, "对象",
	`there is no field "(.+)"`, "没有字段 “{1}”",
	`field "(.+)" appears twice`, "字段 “{1}” 出现两次",
	`field "(.+)" is not lower case`, "字段名 “{1}” 须小写",
	`something follows the document`, "文档之后还有内容",
	`unexpected (?:EOF|end of JSON input)`, "内容不完整",
	`invalid character (.+) looking for beginning of value`, "不是 JSON（字符 {1}）",
	`invalid character (.+) after (.+)`, "不是 JSON（多余的字符 {1}）",
	`invalid character (.+?) .*`, "不是 JSON（字符 {1}）",
	`(\S+) is longer than (\d+) bytes`, "{1} 超过 {2} 字节",
	`(\S+) has more than (\d+) elements`, "{1} 超过 {2} 项",
	`(\S+) holds a control character`, "{1} 含控制字符",
	`(\S+) is not valid UTF-8`, "{1} 不是 UTF-8 文字",
	`"(.*)" is not a record id such as party/name`, "“{1}” 不形如 主体/编号",
	`"(.*)" is not an amount in yuan such as 12345.67`, "“{1}” 不是金额（元），如 12345.67",
	`"(.*)" is not a time such as (\S+)`, "“{1}” 不是时刻，如 {2}",
	`"(.*)" is not a date such as (\S+)`, "“{1}” 不是日期，如 {2}",
	`"(.*)" is not an account such as party/1`, "“{1}” 不形如 gz-bureau/1",
	`"(.*)" is not JSON for (.+)`, "“{1}” 不是 JSON（{2}）",
	`given more than once`, "给出不止一次",
	`not lower-case hex`, "不是小写十六进制",
	`(\d+) bytes instead of 32`, "是 {1} 字节，须为 32 字节",
	`a signature has 64 bytes`, "签名为 64 字节",
	`malformed text form: (.+)`, "写法不对：{1}",
	`a digest reads sha256:, sm3: or keccak256: and 64 hex digits`,
	"摘要写作 sha256:、sm3: 或 keccak256: 加 64 位十六进制",
	`a public key reads .*`, "公钥写作 secp256k1:… 或 sm2:…",
	`unknown algorithm: (.+)`, "算法未知：{1}",
	`unknown digest algorithm: (.+)`, "摘要算法未知：{1}",
	`it is not in the wire format`, "不合编码格式",
	`not a paper file: (.+)`, "不是文书文件：{1}",
	`unknown kind (\S+)`, "没有种类 {1}",
	`format "(.*)", want (\S+)`, "格式为 “{1}”，须为 {2}",
	`the body that is shown is not the paper's body`, "所示正文不是文书的正文",
	`id and compare are not those of the paper`, "编号与比对码不是该文书的",
	`(\S+) is no signer, or out of order`, "{1} 不是签署人，或次序不对",
	`wrong password`, "口令不对",
	`not a readable key file: (.+)`, "不是可读的密钥文件：{1}",
	`not a readable key file`, "不是可读的密钥文件",
	`key file is not private: (\S+) has mode (\d+), make it 0600`, "{1} 的权限为 {2}，须为 0600",
	`key file is not private: (\S+) is not a plain file`, "{1} 不是普通文件",
	`larger than 65536 bytes`, "超过 65536 字节",
	`yaml: line (\d+): (.+)`, "YAML 第 {1} 行：{2}",
	`yaml: (.+)`, "YAML：{1}",
	`line (\d+): (.+)`, "第 {1} 行：{2}",
	`node content`, "内容",
	`key`, "名称",
	`alphabetic or numeric character`, "字母或数字",
	`<(?:document|stream) (?:start|end)>`, "文档的起止",
	`did not find expected (.+)`, "写法不完整（缺 {1}）",
	`mapping values are not allowed in this context`, "此处不能有 “名: 值”",
	`found character that cannot start any token`, "有不能开头的字符",
	`found unexpected end of stream`, "文件提前结束",
	`could not find expected (.+)`, "缺 {1}",
	`field (\S+) not found in type \S+`, "没有字段 {1}",
	`unmarshal errors:`, "不合格式",
	`"(.*)" is named twice or is no name`, "“{1}” 出现两次或不是名称",
	`nested too deep`, "嵌套过深",
	`aliases are not read`, "不接受别名",
	`no agreement`, "没有协议",
	`an agreement is a mapping`, "协议须为 “名: 值”",
	// OpenLineage
	`map file: (.+)`, "映射文件：{1}",
	`format must be (\S+)`, "format 须为 {1}",
	`(datasets|jobs)\[(\d+)\]: (.+)`, "{1} 第 {2} 项（自 0 起）：{3}",
	`anchor: (.+)`, "anchor：{1}",
	`job and grant are required, grant as party/local`,
	"须写明 job 和 grant，grant 形如 主体/编号",
	`name and either resource or product are required`,
	"须写明 name 以及 resource 或 product 之一",
	`no OpenLineage run events in .* files`,
	"目录中没有 OpenLineage 运行事件（*.json、*.ndjson、*.jsonl）",
	`run (\S+) of (.+) cannot be recorded: (.+)`, "作业 {2} 的运行 {1} 不能记录：{3}",
}

var netPhrases = []string{
	`manifest: (.+)`, "{1}",
	`not found: (.+)`, "{1}",
	`conflict: (.+)`, "{1}",
	`not in time: (.+)`, "{1}",
	`no network in (.+)`, "{1} 中没有网络",
	`no node "(.+)", there are \[(.+)\]`, "没有节点 “{1}”，有：{2}",
	`another command works on (.+)`, "另一命令正在操作 {1}",
	`node (\S+) is not running`, "节点 {1} 没有运行",
	`node (\S+) runs already`, "节点 {1} 已在运行",
	`the network in (.+) is up: \[(.+)\]`, "{1} 中的网络正在运行：{2}",
	`the network in (.+) is down, start it with up`, "{1} 中的网络已停止，请用 up 启动",
	`(.+) holds a network already; take another directory`, "{1} 中已有网络，请换目录",
	`(.+) is not empty and holds no network`, "{1} 不是空目录，也没有网络",
	`node (\S+): process (\d+) does not end`, "节点 {1} 的进程 {2} 没有结束",
	`node (\S+) ended \((.+?)\): (.+)`, "节点 {1} 自行结束（{2}）：{3}",
	`node (\S+): a port was taken meanwhile`, "节点 {1} 的端口已被占用",
	`node (\S+) does not answer after (\S+)`, "节点 {1} 在 {2} 内没有应答",
	`after (\S+) the nodes are at heights \[(.+)\] \(0: no answer\)`,
	"{1} 后各节点高度为 {2}（0 为没有应答）",
	`(\d+) validators, want 1 to (\d+)`, "验证人 {1} 个，须为 1 至 {2} 个",
	`no (\d+) free ports between (\d+) and (\d+)`, "{2} 至 {3} 之间没有 {1} 个空闲端口",
	`(\S+\.toml): (.+)`, "{1}：{2}",
	`unknown key (\S+)`, "没有字段 {1}",
	`node (\d+): "(.*)" is no name for a node`, "第 {1} 个节点：“{2}” 不能作节点名",
	`node (\S+) appears twice`, "节点 {1} 出现两次",
	`party (\S+) appears twice`, "主体 {1} 出现两次",
	`node (\S+) has power and is no validator`, "节点 {1} 有投票权却不是验证人",
	`validator (\S+) is of "(.*)", which is no party of the manifest`,
	"验证人 {1} 所属的 “{2}” 不在清单的主体中",
	`(\d+) nodes with (\d+) validators, want at least 1 validator and at most (\d+) nodes`,
	"节点 {1} 个、验证人 {2} 个，须至少 1 个验证人、至多 {3} 个节点",
	`"(.*)" is not a time span such as 500ms`, "“{1}” 不是时长，如 500ms",
	`law_start: (.+)`, "law_start：{1}",
	`party (\S+): (.+)`, "主体 {1}：{2}",
	`alg "(.*)" is none of secp256k1, sm2, both`, "算法 “{1}” 不是 secp256k1、sm2、both 之一",
	`no block after (\d+): (.+)`, "{1} 之后没有新区块：{2}",
	`the node gives no header of height (\d+)`, "节点没有高度 {1} 的区块头",
	`the period's settlement is not complete`, "该期结算尚未完整入账",
	`the node has not got the lines of this settlement`, "该节点没有此次结算的明细行",
	`the app hash of height (\d+) is "(.*)"`, "高度 {1} 的应用哈希为 “{2}”",
	`the node has (\d+) bytes of app hash for height (\d+)`, "节点高度 {2} 的应用哈希有 {1} 字节",
}
