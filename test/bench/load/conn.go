package load

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// conn is one kept HTTP connection to a node's RPC. It writes requests by hand: net/http's client
// takes more of the processor than the node needs to answer, and the processor is shared.
type conn struct {
	host string
	c    net.Conn
	r    *bufio.Reader
	out  []byte
	in   bytes.Buffer
}

// answerIn bounds one answer.
const answerIn = 10 * time.Second

func newConn(url string) *conn {
	host := url
	if _, after, ok := strings.Cut(url, "://"); ok {
		host = after
	}
	return &conn{host: host}
}

func (c *conn) close() {
	if c.c != nil {
		_ = c.c.Close()
		c.c = nil
	}
}

// send does one exchange; body is the request's. The answer is valid until the next one.
func (c *conn) send(body func([]byte) []byte) ([]byte, error) {
	if c.c == nil {
		d, err := net.DialTimeout("tcp", c.host, answerIn)
		if err != nil {
			return nil, err
		}
		c.c, c.r = d, bufio.NewReaderSize(d, 64<<10)
	}
	answer, err := c.exchange(body)
	if err != nil {
		c.close()
	}
	return answer, err
}

func (c *conn) exchange(body func([]byte) []byte) ([]byte, error) {
	if err := c.c.SetDeadline(time.Now().Add(answerIn)); err != nil {
		return nil, err
	}
	const room = 8 // for the length, filled in afterwards
	b := append(c.out[:0], "POST / HTTP/1.1\r\nHost: "...)
	b = append(b, c.host...)
	b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	at := len(b)
	b = append(b, "        \r\n\r\n"...)
	from := len(b)
	b = body(b)
	length := strconv.Itoa(len(b) - from)
	copy(b[at+room-len(length):], length)
	c.out = b
	if _, err := c.c.Write(b); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	c.in.Reset()
	_, err = io.Copy(&c.in, res.Body)
	return c.in.Bytes(), err
}

// rpcError is what a node's RPC says no with.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data"`
}

func (e *rpcError) Error() string { return fmt.Sprintf("%d %s: %s", e.Code, e.Message, e.Data) }

// call asks a method without parameters other than a height (0: none) and reads its result.
func (c *conn) call(method string, height uint64, result any) error {
	b, err := c.ask(method, height)
	if err != nil {
		return err
	}
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  *rpcError       `json:"error"`
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		return err
	}
	if answer.Error != nil {
		return answer.Error
	}
	return json.Unmarshal(answer.Result, result)
}

func (c *conn) ask(method string, height uint64) ([]byte, error) {
	return c.send(func(b []byte) []byte {
		b = append(b, `{"jsonrpc":"2.0","id":1,"method":"`...)
		b = append(b, method...)
		b = append(b, `","params":{`...)
		if height > 0 {
			b = append(b, `"height":"`...)
			b = strconv.AppendUint(b, height, 10)
			b = append(b, '"')
		}
		return append(b, "}}"...)
	})
}

// broadcast hands a paper to the node and returns the node's code for it: 0 when it waits there
// now.
func (c *conn) broadcast(raw []byte) (code uint32, log string, err error) {
	b, err := c.send(func(b []byte) []byte {
		b = append(b, `{"jsonrpc":"2.0","id":1,"method":"broadcast_tx_sync","params":{"tx":"`...)
		b = base64.StdEncoding.AppendEncode(b, raw)
		return append(b, `"}}`...)
	})
	if err != nil {
		return 0, "", err
	}
	var answer struct {
		Result struct {
			Code uint32 `json:"code"`
			Log  string `json:"log"`
		} `json:"result"`
		Error *rpcError `json:"error"`
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		return 0, "", err
	}
	if answer.Error != nil {
		return 0, "", answer.Error
	}
	return answer.Result.Code, answer.Result.Log, nil
}
