package main

import (
	"regexp"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// problemsZh is what `regime check` tells, in Chinese, by the English sentence; $1 stands for its
// first part.
var problemsZh = []struct {
	en *regexp.Regexp
	zh string
}{
	{regexp.MustCompile(`^missing \((\w+): .*\)$`), "缺少此项（$1）"},
	{regexp.MustCompile(`^missing$`), "缺少此项"},
	{regexp.MustCompile(`^missing: list the articles.*`), "缺少条文目录：列出文件的条、款、项"},
	{regexp.MustCompile(`^unknown key.*`), "没有此参数"},
	{regexp.MustCompile(`^unknown field$`), "没有此字段"},
	{regexp.MustCompile(`^appears twice$`), "重复出现"},
	{regexp.MustCompile(`^(.*) appears twice$`), "$1 重复出现"},
	{regexp.MustCompile(`^no row for (.*) follows$`), "其后缺少条文 $1 的一行"},
	{regexp.MustCompile(`^no row for (.*)$`), "缺少条文 $1 的一行"},
	{regexp.MustCompile(`^(.*) has no row in articles$`), "$1 在条文表中没有对应的一行"},
	{regexp.MustCompile(`^(.*) is not in the outline$`), "$1 不在条文目录中"},
	{regexp.MustCompile(`^does not know (".*"), only (.*)$`), "不认识 $1，须为 $2 之一"},
	{regexp.MustCompile(`^does not know (.*)$`), "不认识 $1，须为所列取值之一"},
	{regexp.MustCompile(`^still blank \(type (.*)\)$`), "尚未填写（类型 $1）"},
	{regexp.MustCompile(`^wants type int, a number from (\d+) to (\d+), not (.*)$`),
		"须为 $1 至 $2 的整数，不是 $3"},
	{regexp.MustCompile(`^wants type bool, not (.*)$`), "须为 true 或 false，不是 $1"},
	{regexp.MustCompile(`^wants a number and a unit.*not (.*)$`),
		"须写数与单位，如 10 working_days（可用 working_days、calendar_days、months、years），不是 $1"},
	{regexp.MustCompile(`^wants type day.*not (.*)$`), "须写月日，如 03-31，不是 $1"},
	{regexp.MustCompile(`^wants type date.*not (.*)$`), "须写日期，如 2025-01-07，不是 $1"},
	{regexp.MustCompile(`^wants type (.*)$`), "类型须为 $1"},
	{regexp.MustCompile(`^must not be empty$`), "不得为空"},
	{regexp.MustCompile(`^mark (.*) needs the article it comes from$`), "性质为 $1 的取值须写明出处条款"},
	{regexp.MustCompile(`^(".*") is none of text, soft, default$`), "性质 $1 不是 text、soft、default 之一"},
	{regexp.MustCompile(`^(".*") is not of this regulation, so the mark is default$`),
		"$1 不是本办法的条款，性质只能为 default"},
	{regexp.MustCompile(`^in force on days on which (.*) is too, from (.*)$`), "与 $1 的施行期间自 $2 起重叠"},
	{regexp.MustCompile(`^the same jurisdiction and version as (.*)$`), "与 $1 的行政区域和版本相同"},
	{regexp.MustCompile(`^(.*): there is no (kind|query|refusal) (".*"), but (.*)$`),
		"$1：没有名为 $3 的 $2，有 $4"},
	{regexp.MustCompile(`^(.*): there is no (kind|query|refusal) (".*")$`), "$1：没有名为 $3 的 $2"},
	{regexp.MustCompile(`^field (.*) not found.*`), "没有字段 $1"},
	{regexp.MustCompile(`^needs exactly one value of type (.*)$`), "须恰有一个取值，类型 $1"},
	{regexp.MustCompile(`^holds an empty value or one longer than (\d+) bytes$`),
		"有空的取值，或有长于 $1 字节的"},
	{regexp.MustCompile(`^has more than (\d+) values$`), "取值多于 $1 个"},
	{regexp.MustCompile(`^names a value twice$`), "同一取值列了两次"},
	{regexp.MustCompile(`^is longer than (\d+) bytes$`), "长于 $1 字节"},
	{regexp.MustCompile(`^holds a control character or invalid UTF-8$`), "含控制字符或非 UTF-8 字符"},
	{regexp.MustCompile(`^wants text$`), "须为文字，数字请加引号"},
	{regexp.MustCompile(`^wants fields \[(.*)\]$`), "须写明 $1"},
	{regexp.MustCompile(`^wants a date such as (\S+), not (.*)$`), "须写日期，如 $1，不是 $2"},
	{regexp.MustCompile(`^(".*") is not two to eight capital letters$`),
		"代号 $1 须为二至八个大写字母，如 NX"},
	{regexp.MustCompile(`^(".*") is not a six-digit division code$`), "$1 不是六位行政区划代码"},
	{regexp.MustCompile(`^versions begin with 1$`), "版本自 1 起"},
	{regexp.MustCompile(`^(".*") does not begin with (".*")$`), "$1 须以 $2 开头"},
	{regexp.MustCompile(`^(.*): zh and en are required$`), "$1：须写 zh 和 en"},
	{regexp.MustCompile(`^(.*): missing$`), "$1：缺少此项"},
	{regexp.MustCompile(`^(.*): (".*") is none of (.*)$`), "$1：$2 不是 $3 之一"},
	{regexp.MustCompile(`^(.*): (".*") is not one of (.*), a colon and a name$`),
		"$1：$2 须写作 $3 之一、冒号和名称，如 kind:plan.draft"},
	{regexp.MustCompile(`^(.*): say why it is outside the ledger$`),
		"$1：列为 OUT 的，须在 outside 写明为何不属账本"},
	{regexp.MustCompile(`^(\S+) is before the first day (\S+)$`), "$1 早于施行日 $2"},
	{regexp.MustCompile(`^(".*") is no overlay the program knows$`), "程序没有全国性文件 $1"},
	{regexp.MustCompile(`^the file is empty$`), "文件为空"},
	{regexp.MustCompile(`^something follows the first document$`), "首份 YAML 文档之后还有内容"},
	{regexp.MustCompile(`^mapping key (".*") already defined at line (\d+)$`),
		"$1 重复，第 $2 行已有"},
	{regexp.MustCompile(`^cannot unmarshal \S+ (.*) into (\S+)$`), "$1 与此处的类型不符（$2）"},
	// What the YAML reader says of marks that it cannot place.
	{regexp.MustCompile(`^found character that cannot start any token$`),
		"有不能识别的字符，缩进须用空格，不用制表符（found character that cannot start any token）"},
	{regexp.MustCompile(`^(did not find expected .*|could not find expected .*|found .*|block .*|` +
		`mapping values .*)$`), "不合 YAML 格式：括号、引号、冒号后空格或缩进有误（$1）"},
	{regexp.MustCompile(`^a document in force has a first day$`), "施行中的文件须有施行日"},
}

// findingInChinese is a finding's problem in Chinese; of a missing key also what it is about.
func findingInChinese(f genesis.Finding) string {
	zh := problemInChinese(f.Problem)
	if k, ok := regime.Lookup(strings.TrimPrefix(f.Field, "keys.")); ok &&
		strings.HasPrefix(f.Problem, "missing") {
		zh = "缺少此项（" + k.Type + "：" + k.Zh + "）"
	}
	return zh
}

func problemInChinese(problem string) string {
	for _, p := range problemsZh {
		if p.en.MatchString(problem) {
			return p.en.ReplaceAllString(problem, p.zh)
		}
	}
	return problem
}
