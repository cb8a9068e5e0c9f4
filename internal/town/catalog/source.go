package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A LoadError is one mistake in a data file.
type LoadError struct {
	File  string // path inside the data folder
	Line  int    // 0 when the whole file is meant
	Where string // the form, section and field, such as "intake.person.birth"
	What  string
}

// Error gives file:line: where: what, which editors jump to.
func (e *LoadError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += ":" + strconv.Itoa(e.Line)
	}
	if e.Where != "" {
		s += ": " + e.Where
	}
	return s + ": " + e.What
}

// source is one parsed data file with the line of everything in it.
type source struct {
	file  string
	lines map[string]int // path such as "form/sections/0/fields/3/at"
	raw   rawFile
	errs  *[]error
}

// parse reads one file strictly: an unknown key is a mistake, not a comment.
func parse(file string, data []byte, errs *[]error) *source {
	s := &source{file: file, lines: map[string]int{}, errs: errs}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		s.yamlError(err)
		return nil
	}
	if len(root.Content) > 0 {
		if !s.index("", root.Content[0], root.Content[0].Line, 0) {
			return nil
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&s.raw); err != nil && !errors.Is(err, io.EOF) {
		s.yamlError(err)
		return nil
	}
	if dec.Decode(new(yaml.Node)) != io.EOF {
		s.fail("", "", "a file holds one document only")
		return nil
	}
	if !s.holds() {
		return nil
	}
	return s
}

// holds refuses a file with nothing in it, and a part of one: a copy that was
// cut off or never filled would otherwise leave the city's own form out, and
// the program's be used without a word.
func (s *source) holds() bool {
	if len(s.lines) <= 1 {
		s.fail("", "", "the file is empty; a form, a procedure or code lists belong into it, or take the file away")
		return false
	}
	whole := true
	for _, part := range []struct {
		name  string
		empty bool
	}{{"codes", len(s.raw.Codes) == 0}, {"variants", len(s.raw.Variants) == 0}, {"form", s.raw.Form == nil}, {"procedure", s.raw.Procedure == nil}} {
		if _, stands := s.lines[part.name]; stands && part.empty {
			s.fail(part.name, "", "nothing stands under %s", part.name)
			whole = false
		}
	}
	return whole
}

// maxDepth is far above what the schema nests; anchors are refused because a
// few of them can blow a small file up to any size.
const maxDepth = 12

// index notes where everything stands; a value counts as standing at its key.
func (s *source) index(path string, n *yaml.Node, line, depth int) bool {
	s.lines[path] = line
	if depth > maxDepth || n.Kind == yaml.AliasNode {
		s.fail(path, "", "anchors and deep nesting are not used in data files")
		return false
	}
	for i, c := range n.Content {
		key, line := strconv.Itoa(i), c.Line
		if n.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			key, line = n.Content[i-1].Value, n.Content[i-1].Line
		}
		if !s.index(join(path, key), c, line, depth+1) {
			return false
		}
	}
	return true
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "/" + key
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlError turns the parser's message into ours, one per line it names.
func (s *source) yamlError(err error) {
	var te *yaml.TypeError
	msgs := []string{err.Error()}
	if errors.As(err, &te) {
		msgs = te.Errors
	}
	for _, m := range msgs {
		e := &LoadError{File: s.file, What: strings.TrimPrefix(m, "yaml: ")}
		if p := yamlLine.FindStringSubmatch(m); p != nil {
			e.Line, _ = strconv.Atoi(p[1])
			e.What = unGo(p[2])
		}
		*s.errs = append(*s.errs, e)
	}
}

var goType = regexp.MustCompile(`(not found) in type \S+|into (\S+)`)

// unGo takes the names of Go types out of the parser's messages.
func unGo(m string) string {
	return strings.TrimSpace(goType.ReplaceAllString(m, "$1"))
}

// fail notes a mistake at path, or at the nearest thing around it that has a
// line of its own.
func (s *source) fail(path, where, what string, args ...any) {
	e := &LoadError{File: s.file, Where: where, What: fmt.Sprintf(what, args...)}
	for p := path; ; p = p[:max(0, strings.LastIndexByte(p, '/'))] {
		if line, ok := s.lines[p]; ok {
			e.Line = line
			break
		}
		if p == "" {
			break
		}
	}
	*s.errs = append(*s.errs, e)
}

var idRule = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// id checks the spelling of an identifier and that it means nothing else in
// an expression.
func (s *source) id(path, where, id string) bool {
	if !idRule.MatchString(id) || slices.Contains(reserved, id) {
		s.fail(path+"/id", where, "id %q: use lower-case letters, digits and _, and none of the reserved words", id)
		return false
	}
	return true
}

// reserved are the words of the expression language.
var reserved = []string{"it", "today", "count", "true", "false", "null", "in", "as", "break", "const", "continue",
	"else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"}

func (s *source) text(path, where, what string, t Text) {
	if strings.TrimSpace(t.JA) == "" || strings.TrimSpace(t.EN) == "" {
		s.fail(path, where, "%s is missing in Japanese or English", what)
	}
}

func (s *source) oneOf(path, where, what, got string, of ...string) bool {
	if slices.Contains(of, got) {
		return true
	}
	s.fail(path, where, "%s %q is not one of %s", what, got, strings.Join(of, ", "))
	return false
}
