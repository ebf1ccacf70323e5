// Lists every call of the asked functions under a folder, by Go's own parser and the imports of each file.
//
// stdin: {"functions": [{"form": "call", "name": "crypto/md5.New"}]}; the argument is the folder; stdout: one JSON object
// a line (tests/oracles/protocol.ts). Nothing of what it reads is built or run.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

type unread struct {
	Path   string `json:"path"`
	Unread string `json:"unread"`
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: oracle DIR < question"))
	}
	functions, err := readQuestion(os.Stdin)
	if err != nil {
		fail(err)
	}
	out := bufio.NewWriter(os.Stdout)
	records := json.NewEncoder(out)
	if err := walk(os.Args[1], functions, func(record any) error { return records.Encode(record) }); err != nil {
		fail(err)
	}
	if err := out.Flush(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func walk(root string, functions *functions, emit func(any) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.Type().IsRegular() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return emit(unread{relative, err.Error()})
		}
		for _, call := range callsIn(files, file, functions) {
			call.Path = relative
			if err := emit(call); err != nil {
				return err
			}
		}
		return nil
	})
}

type call struct {
	Path      string     `json:"path"`
	Line      int        `json:"line"`
	Column    int        `json:"column"`
	NameLine  int        `json:"nameLine"`
	Form      string     `json:"form"`
	Names     []string   `json:"names"`
	Arguments []argument `json:"arguments"`
}

func callsIn(files *token.FileSet, file *ast.File, functions *functions) []*call {
	imports := importsOf(file)
	var found []*call
	ast.Inspect(file, func(node ast.Node) bool {
		if at := callAt(files, node, imports, functions); at != nil {
			found = append(found, at)
		}
		return true
	})
	return found
}

func callAt(files *token.FileSet, node ast.Node, imports *imports, functions *functions) *call {
	var named ast.Expr
	var given []argument
	form := "call"
	switch node := node.(type) {
	case *ast.CallExpr:
		named = callee(node)
		given = imports.arguments(node.Args, 0)
	case *ast.CompositeLit:
		named, form = node.Type, "new"
		given = imports.fields(node.Elts, 0)
	}
	if named == nil {
		return nil
	}
	var names []string
	for _, name := range imports.qualify(named) {
		if functions.asked(form, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	begin := files.Position(node.Pos())
	end := files.Position(named.End())
	return &call{Line: begin.Line, Column: begin.Column, NameLine: end.Line, Form: form, Names: names, Arguments: given}
}
