// A server of git over SSH on loopback, for the tests: one key may log in, and git-upload-pack of repositories below one folder is
// all that can be run. Prints the address it listens at.
package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"
)

func main() {
	hostKey := flag.String("host-key", "", "private key of the server")
	authorized := flag.String("authorized", "", "public key that may log in")
	root := flag.String("root", "", "folder of the repositories")
	flag.Parse()
	signer, err := ssh.ParsePrivateKey(must(os.ReadFile(*hostKey)))
	check(err)
	allowed, _, _, _, err := ssh.ParseAuthorizedKey(must(os.ReadFile(*authorized)))
	check(err)
	config := &ssh.ServerConfig{
		PublicKeyCallback: func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if meta.User() == "git" && bytes.Equal(key.Marshal(), allowed.Marshal()) {
				return nil, nil
			}
			return nil, fmt.Errorf("not this key")
		},
	}
	config.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println(listener.Addr())
	// Whoever started this holds the other end: it ends with them.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		connection, err := listener.Accept()
		check(err)
		go serve(connection, config, *root)
	}
}

func serve(connection net.Conn, config *ssh.ServerConfig, root string) {
	session, channels, requests, err := ssh.NewServerConn(connection, config)
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		return
	}
	fmt.Fprintln(os.Stderr, "login:", session.User())
	go ssh.DiscardRequests(requests)
	for each := range channels {
		if each.ChannelType() != "session" {
			_ = each.Reject(ssh.UnknownChannelType, "only sessions")
			continue
		}
		channel, asked, err := each.Accept()
		if err != nil {
			continue
		}
		go answer(channel, asked, root)
	}
}

func answer(channel ssh.Channel, requests <-chan *ssh.Request, root string) {
	defer channel.Close()
	var protocol string
	for request := range requests {
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			if ssh.Unmarshal(request.Payload, &variable) == nil && variable.Name == "GIT_PROTOCOL" {
				protocol = variable.Value
			}
			_ = request.Reply(true, nil)
		case "exec":
			var command struct{ Line string }
			check(ssh.Unmarshal(request.Payload, &command))
			_ = request.Reply(true, nil)
			status := make([]byte, 4)
			binary.BigEndian.PutUint32(status, uint32(run(command.Line, protocol, root, channel)))
			_, _ = channel.SendRequest("exit-status", false, status)
			return
		default:
			_ = request.Reply(false, nil)
		}
	}
}

func run(line, protocol, root string, channel ssh.Channel) int {
	path, is := strings.CutPrefix(line, "git-upload-pack ")
	clean := filepath.Join(root, filepath.Clean("/"+strings.Trim(path, "'")))
	if !is {
		fmt.Fprintln(channel.Stderr(), "only git-upload-pack")
		return 1
	}
	git := exec.Command("git", "upload-pack", clean)
	git.Env = append(os.Environ(), "GIT_PROTOCOL="+protocol, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	git.Stdout = channel
	git.Stderr = channel.Stderr()
	input, err := git.StdinPipe()
	check(err)
	go func() {
		_, _ = io.Copy(input, channel)
		_ = input.Close()
	}()
	if err := git.Run(); err != nil {
		return 128
	}
	return 0
}

func must(content []byte, err error) []byte {
	check(err)
	return content
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
