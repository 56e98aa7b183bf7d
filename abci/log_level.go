package abci

import (
	"strings"
	"sync/atomic"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtflags "github.com/cometbft/cometbft/libs/cli/flags"
	"github.com/cometbft/cometbft/libs/log"
)

// CheckLogLevel refuses a text that is no log level in CometBFT's syntax: a level, or a list such
// as consensus:debug,*:info.
func CheckLogLevel(text string) error {
	_, err := cmtflags.ParseLogLevel(text, log.NewNopLogger(), cmtcfg.DefaultLogLevel)
	return err
}

// levels are what is written of each module. CometBFT fixes this when a logger is made; here every
// entry asks anew, so that it changes while the node runs.
type levels struct{ now atomic.Pointer[levelTable] }

type levelTable struct {
	text   string
	of     map[string]int // lowest level that is written, by module
	others int
}

const (
	levelDebug = iota
	levelInfo
	levelWarn
	levelError
	levelNone
)

var levelNames = map[string]int{"debug": levelDebug, "info": levelInfo, "warn": levelWarn,
	"error": levelError, "none": levelNone}

// set takes a text that CometBFT's own reader accepts; otherwise everything stays as it was.
func (l *levels) set(text string) error {
	if err := CheckLogLevel(text); err != nil {
		return err
	}
	t := &levelTable{text: text, of: map[string]int{}, others: levelNames[cmtcfg.DefaultLogLevel]}
	for _, item := range strings.Split(text, ",") {
		module, level, listed := strings.Cut(item, ":")
		switch {
		case !listed:
			t.others = levelNames[item]
		case module == "*":
			t.others = levelNames[level]
		default:
			t.of[module] = levelNames[level]
		}
	}
	l.now.Store(t)
	return nil
}

func (l *levels) written(module string, level int) bool {
	t := l.now.Load()
	lowest, named := t.of[module]
	if !named {
		lowest = t.others
	}
	return level >= lowest
}

// leveled passes on what its module writes now.
type leveled struct {
	next   log.Logger
	levels *levels
	module string
}

// Debug implements log.Logger.
func (l leveled) Debug(msg string, keyvals ...any) {
	if l.levels.written(l.module, levelDebug) {
		l.next.Debug(msg, keyvals...)
	}
}

// Info implements log.Logger.
func (l leveled) Info(msg string, keyvals ...any) {
	if l.levels.written(l.module, levelInfo) {
		l.next.Info(msg, keyvals...)
	}
}

// Warn implements log.Logger.
func (l leveled) Warn(msg string, keyvals ...any) {
	if l.levels.written(l.module, levelWarn) {
		l.next.Warn(msg, keyvals...)
	}
}

// Error implements log.Logger.
func (l leveled) Error(msg string, keyvals ...any) {
	if l.levels.written(l.module, levelError) {
		l.next.Error(msg, keyvals...)
	}
}

// With implements log.Logger.
func (l leveled) With(keyvals ...any) log.Logger {
	l.next = l.next.With(keyvals...)
	if m, ok := valueOf(keyvals, "module").(string); ok {
		l.module = m
	}
	return l
}

// LogLevel is what the node writes to its log now.
func (n *Node) LogLevel() string { return n.levels.now.Load().text }

// SetLogLevel changes what the node writes to its log until it ends, or, with an empty text, goes
// back to what its configuration file says now. A text that is no level changes nothing.
func (n *Node) SetLogLevel(text string) error {
	if text == "" {
		config, _, err := ReadConfig(n.config.RootDir)
		if err != nil {
			return say("配置无法读取：%v", "the configuration cannot be read: %v", err)
		}
		text = config.LogLevel
	}
	if err := n.levels.set(text); err != nil {
		return say("日志级别无法识别：%v", "the log level cannot be read: %v", err)
	}
	return nil
}
