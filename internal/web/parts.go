package web

import (
	"fmt"
	"html/template"
	"strings"
	"text/template/parse"
)

// lend gives a page the shared templates that it reaches from its own, from the
// layout and from the parts that every page answers with, and no others: a
// template is escaped where it stands, so that each page needs copies, and
// copies of all of them for all pages were most of what the program kept alive.
func lend(page, shared *template.Template) error {
	var open []string
	for _, t := range page.Templates() {
		if t.Tree != nil {
			open = append(open, callees(t.Tree.Root)...)
		}
	}
	open = append(open, "layout")
	for _, t := range shared.Templates() {
		if strings.HasPrefix(t.Name(), "part-") {
			open = append(open, t.Name())
		}
	}
	for len(open) > 0 {
		name := open[len(open)-1]
		open = open[:len(open)-1]
		if t := page.Lookup(name); t != nil && t.Tree != nil {
			continue
		}
		t := shared.Lookup(name)
		if t == nil || t.Tree == nil {
			return fmt.Errorf("web: no template %q", name)
		}
		if _, err := page.AddParseTree(name, t.Tree.Copy()); err != nil {
			return err
		}
		open = append(open, callees(t.Tree.Root)...)
	}
	return nil
}

// callees are the names of the templates that a node executes.
func callees(n parse.Node) (out []string) {
	branch := func(b *parse.BranchNode) { out = append(callees(b.List), callees(b.ElseList)...) }
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, c := range n.Nodes {
			out = append(out, callees(c)...)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		out = append(out, n.Name)
	}
	return out
}
