package main

import (
	"go/ast"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// imports of one file: which path a package's name stands for.
type imports struct {
	paths map[string]string
	dots  []string
}

func importsOf(file *ast.File) *imports {
	found := &imports{paths: map[string]string{}}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		switch {
		case spec.Name == nil:
			found.paths[assumedName(imported)] = imported
		case spec.Name.Name == ".":
			found.dots = append(found.dots, imported)
		case spec.Name.Name != "_":
			found.paths[spec.Name.Name] = imported
		}
	}
	return found
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// assumedName is the name a package most likely has, the way Go's own tools guess it where they cannot load it: the last
// segment that is no version, without "go-" in front and without what no identifier holds.
func assumedName(imported string) string {
	base := path.Base(imported)
	if version.MatchString(base) && path.Dir(imported) != "." {
		base = path.Base(path.Dir(imported))
	}
	base = strings.TrimPrefix(base, "go-")
	if end := strings.IndexFunc(base, notIdentifier); end >= 0 {
		base = base[:end]
	}
	return base
}

func notIdentifier(r rune) bool {
	return !(unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}

// callee of a call without parentheses and type arguments.
func callee(call *ast.CallExpr) ast.Expr {
	named := ast.Unparen(call.Fun)
	switch generic := named.(type) {
	case *ast.IndexExpr:
		named = ast.Unparen(generic.X)
	case *ast.IndexListExpr:
		named = ast.Unparen(generic.X)
	}
	return named
}

// qualify answers the qualified names of a package's member. An identifier that anything in the file declares (the
// parser gives it an object) is no package.
func (i *imports) qualify(named ast.Expr) []string {
	switch named := named.(type) {
	case *ast.SelectorExpr:
		if name, ok := named.X.(*ast.Ident); ok && name.Obj == nil {
			if imported, ok := i.paths[name.Name]; ok {
				return []string{imported + "." + named.Sel.Name}
			}
		}
	case *ast.Ident:
		if named.Obj != nil {
			return nil
		}
		names := make([]string, 0, len(i.dots))
		for _, imported := range i.dots {
			names = append(names, imported+"."+named.Name)
		}
		return names
	}
	return nil
}
