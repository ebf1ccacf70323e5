package main

import (
	"encoding/json"
	"io"
	"regexp"
	"strings"
)

// functions are the names asked for; "*" stands for one segment.
type functions struct {
	exact    map[string]bool
	patterns map[string][]*regexp.Regexp
}

func readQuestion(from io.Reader) (*functions, error) {
	var question struct {
		Functions []struct{ Form, Name string }
	}
	if err := json.NewDecoder(from).Decode(&question); err != nil {
		return nil, err
	}
	read := &functions{exact: map[string]bool{}, patterns: map[string][]*regexp.Regexp{}}
	for _, each := range question.Functions {
		if !strings.Contains(each.Name, "*") {
			read.exact[each.Form+" "+each.Name] = true
			continue
		}
		segments := strings.ReplaceAll(regexp.QuoteMeta(each.Name), `\*`, `[^./]+`)
		pattern, err := regexp.Compile("^" + segments + "$")
		if err != nil {
			return nil, err
		}
		read.patterns[each.Form] = append(read.patterns[each.Form], pattern)
	}
	return read, nil
}

func (f *functions) asked(form, name string) bool {
	if f.exact[form+" "+name] {
		return true
	}
	for _, pattern := range f.patterns[form] {
		if pattern.MatchString(name) {
			return true
		}
	}
	return false
}
