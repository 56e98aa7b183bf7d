// Package postgres starts a PostgreSQL server of its own for a comparison, in a temporary folder
// and on a socket only.
package postgres

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// Server is a running server.
type Server struct {
	dir  string
	bin  string
	cred *syscall.SysProcAttr
}

// ErrNoServer says that this machine has no PostgreSQL.
var ErrNoServer = errors.New("no PostgreSQL server is installed " +
	"(Debian: apt-get install postgresql)")

// Start makes a cluster and starts it. PostgreSQL refuses to run as root: then the account
// that Debian made for it runs it.
func Start() (*Server, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return nil, ErrNoServer
	}
	dir, err := os.MkdirTemp("", "suyuan-pg-")
	if err != nil {
		return nil, err
	}
	p := &Server{dir: dir, bin: filepath.Dir(found[len(found)-1])}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, errors.Join(ErrNoServer, err, os.RemoveAll(dir))
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		p.cred = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		if err := os.Chown(dir, uid, gid); err != nil {
			return nil, err
		}
	}
	if _, err := p.run("initdb", "-D", dir+"/data", "-A", "trust", "-U", "bench", "-E", "UTF8",
		"--locale=C"); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	// As a careful administrator sets a machine for one large report.
	options := "-c listen_addresses='' -c unix_socket_directories=" + dir +
		" -c shared_buffers=2GB -c work_mem=512MB -c max_parallel_workers_per_gather=2 -c jit=off"
	if _, err := p.run("pg_ctl", "-D", dir+"/data", "-w", "-l", dir+"/log", "-o", options,
		"start"); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return p, nil
}

// Stop ends the server and removes its folder.
func (p *Server) Stop() error {
	_, err := p.run("pg_ctl", "-D", p.dir+"/data", "-w", "-m", "fast", "stop")
	return errors.Join(err, os.RemoveAll(p.dir))
}

func (p *Server) run(name string, args ...string) (string, error) {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.SysProcAttr, cmd.Dir = p.cred, p.dir
	// pg_ctl leaves the server behind with its output: a file, so that nobody waits for it.
	log, err := os.CreateTemp("", "suyuan-pg-log-")
	if err != nil {
		return "", err
	}
	defer os.Remove(log.Name())
	cmd.Stdout, cmd.Stderr = log, log
	err = cmd.Run()
	text, _ := os.ReadFile(log.Name())
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", name, err, text)
	}
	return string(text), errors.Join(err, log.Close())
}

// SQL runs statements and returns rows as lines of tab-separated fields.
func (p *Server) SQL(text string, input func(*bufio.Writer)) (string, error) {
	cmd := exec.Command(filepath.Join(p.bin, "psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v",
		"ON_ERROR_STOP=1", "-h", p.dir, "-U", "bench", "-d", "postgres")
	cmd.SysProcAttr, cmd.Dir = p.cred, p.dir
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	var out, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Start(); err != nil {
		return "", err
	}
	w := bufio.NewWriterSize(in, 1<<20)
	w.WriteString(text + "\n")
	if input != nil {
		input(w)
	}
	err = errors.Join(w.Flush(), in.Close(), cmd.Wait())
	if err != nil {
		err = fmt.Errorf("%w: %s", err, wrong.String())
	}
	return out.String(), err
}
