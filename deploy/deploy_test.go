package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// hardened are the lines that every unit must have, running those of one that writes its home,
// listens and dials.
var (
	hardened = []string{"User=suyuan", "NoNewPrivileges=yes", "ProtectSystem=strict",
		"ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes", "CapabilityBoundingSet=",
		"MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
		"SystemCallFilter=@system-service", "UMask=0077"}
	running = []string{"StateDirectoryMode=0700", "Restart=on-failure",
		"RestartPreventExitStatus=3", "KillSignal=SIGTERM", "LimitNOFILE=65536",
		"ExecReload=/bin/kill -HUP $MAINPID"}
)

func has(t *testing.T, name, unit string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("%s has no line %q", name, line)
		}
	}
}

// The anchor of the log may read its home and nothing more, and asks its own machine alone.
func TestAnchorUnit(t *testing.T) {
	unit, timer := read(t, "systemd/suyuan-anchor.service"), read(t, "systemd/suyuan-anchor.timer")
	has(t, "suyuan-anchor.service", unit, hardened...)
	has(t, "suyuan-anchor.service", unit, "Type=oneshot", "IPAddressDeny=any",
		"IPAddressAllow=localhost", "ConditionPathExists=/var/lib/suyuan/config/anchor.env",
		"ConditionPathExists=/var/lib/suyuan/config/anchor.password")
	if strings.Contains(unit, "\nReadWritePaths=") || strings.Contains(unit, "sh -c") ||
		!strings.Contains(unit, " --password-file /var/lib/suyuan/config/anchor.password ") {
		t.Error("the anchor writes, needs a shell, or has its password elsewhere")
	}
	has(t, "suyuan-anchor.timer", timer, "OnCalendar=*-*-* 01:00:00", "Persistent=yes",
		"WantedBy=timers.target")
}

func TestUnits(t *testing.T) {
	one, many := read(t, "systemd/suyuan.service"), read(t, "systemd/suyuan@.service")
	for name, unit := range map[string]string{"suyuan.service": one, "suyuan@.service": many} {
		has(t, name, unit, hardened...)
		has(t, name, unit, running...)
	}
	// The template is the unit with a name in its folder.
	_, rules, _ := strings.Cut(one, "\n")
	rules = strings.ReplaceAll(rules, "/var/lib/suyuan", "/var/lib/suyuan-%i")
	rules = strings.Replace(rules, "StateDirectory=suyuan\n", "StateDirectory=suyuan-%i\n", 1)
	rules = strings.Replace(rules, "ledger node\n", "ledger node %i\n", 1)
	if _, have, _ := strings.Cut(many, "\n"); have != rules {
		t.Error("suyuan@.service is not suyuan.service with a name")
	}
}

// The packages hold files that exist, and no folder of a member but the empty home.
func TestPackages(t *testing.T) {
	var doc struct {
		Contents []struct {
			Src, Dst, Type string
			FileInfo       struct {
				Mode         int
				Owner, Group string
			} `yaml:"file_info"`
		}
		Scripts map[string]string
		RPM     struct {
			Host string `yaml:"buildhost"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "nfpm.yaml")), &doc); err != nil {
		t.Fatal(err)
	}
	places := []string{}
	for _, c := range doc.Contents {
		places = append(places, c.Dst)
		if c.Src != "" && c.Src != "${PROGRAM}" {
			read(t, filepath.Join("..", c.Src))
		}
		// A mode that is not named is that of the tree that is packed: nobody can read what somebody
		// with umask 077 checked out.
		want := 0o644
		switch {
		case c.Type == "dir":
			want = 0o700
		case c.Src == "${PROGRAM}":
			want = 0o755
		}
		if c.FileInfo.Mode != want {
			t.Errorf("%s is packed with mode %o, not %o", c.Dst, c.FileInfo.Mode, want)
		}
		if c.Type == "dir" && c.FileInfo.Owner != "suyuan" {
			t.Errorf("%+v", c)
		}
	}
	for _, want := range []string{"/usr/bin/suyuan", "/usr/lib/systemd/system/suyuan.service",
		"/usr/lib/systemd/system/suyuan-anchor.service", "/usr/lib/systemd/system/suyuan-anchor.timer",
		"/usr/share/doc/suyuan/NOTICE", "/var/lib/suyuan"} {
		if !slices.Contains(places, want) {
			t.Errorf("the packages have no %s", want)
		}
	}
	for _, file := range doc.Scripts {
		if !strings.HasPrefix(read(t, filepath.Join("..", file)), "#!/bin/sh\n") {
			t.Errorf("%s is no shell script", file)
		}
	}
	script := read(t, "packages.sh")
	if !regexp.MustCompile(`cmd/nfpm@v\d+\.\d+\.\d+\n`).MatchString(script) ||
		!strings.Contains(script, "amd64 arm64 loong64") || !strings.Contains(script, "CGO_ENABLED=0") {
		t.Error("packages.sh does not pin the packer, or lacks an architecture")
	}
	// The same commit gives the same bytes, and a removal leaves no node running.
	if !strings.Contains(script, "export SOURCE_DATE_EPOCH\n") || doc.RPM.Host != "suyuan" {
		t.Error("the packages hold the time or the name of the machine that packs")
	}
	if !strings.Contains(read(t, "preremove.sh"), "suyuan.service 'suyuan@*.service'") {
		t.Error("a removal leaves nodes of the template running")
	}
	if strings.Contains(read(t, "../go.mod"), "goreleaser") {
		t.Error("the packer is a dependency of the module")
	}
}

func TestCompose(t *testing.T) {
	type service struct {
		User     string
		ReadOnly bool     `yaml:"read_only"`
		CapDrop  []string `yaml:"cap_drop"`
		Ports    []string
		Build    struct{ Dockerfile string }
		Restart  string
		Logging  struct{ Options map[string]string }
	}
	var doc struct{ Services map[string]service }
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Services["node"]
	if !s.ReadOnly || s.User == "" || !slices.Contains(s.CapDrop, "ALL") ||
		!slices.Equal(s.Ports, []string{"26656:26656"}) {
		t.Errorf("%+v", s)
	}
	// Docker knows no exit code after which a start is in vain or dangerous (a key that signs
	// elsewhere), and a log that nobody rotates fills the disk.
	if s.Restart != "on-failure:5" || s.Logging.Options["max-size"] == "" {
		t.Errorf("it is started %s, its log keeps %v", s.Restart, s.Logging.Options)
	}
	// A new volume belongs to root where the image has no such folder of the user's own.
	image := read(t, filepath.Join("..", s.Build.Dockerfile))
	if !strings.Contains(image, "\nCOPY --chown="+s.User+" bin/image /\n") ||
		!strings.Contains(read(t, "packages.sh"), "install -d -m 0700 bin/image/home\n") {
		t.Error("the user of the image cannot write the home")
	}
}
