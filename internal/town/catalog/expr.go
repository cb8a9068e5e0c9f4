package catalog

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// costLimit bounds one evaluation; the dearest rule of a form with twenty
// people stays far below, a runaway rule of a city's own file stops there.
const costLimit = 200_000

// rowVar is the name under which an expression sees the current repetition.
const rowVar = "it"

// todayVar is the business day as an ISO date.
const todayVar = "today"

// program is one compiled expression of a form.
type program struct {
	prg   cel.Program
	reads []string // variables and fields of rows it names
}

// holds evaluates a condition; a missing condition and one that cannot be
// evaluated give otherwise, so that a doubtful field is asked, not dropped.
func (p *program) holds(vars *bindings, otherwise bool) bool {
	ok, err := p.eval(vars, otherwise)
	if err != nil {
		return otherwise
	}
	return ok
}

func (p *program) eval(vars *bindings, otherwise bool) (bool, error) {
	if p == nil {
		return otherwise, nil
	}
	out, _, err := p.prg.Eval(vars)
	if err != nil {
		return false, err
	}
	return out == types.True, nil
}

// compiler compiles the expressions of one form.
type compiler struct {
	once, row *cel.Env // row also knows "it"
	fields    map[string]bool
}

var rowType = cel.MapType(cel.StringType, cel.StringType)

// newCompiler declares one string per field of the once-sections and one list
// of rows per repeated section.
func newCompiler(f *Form) (*compiler, error) {
	c := &compiler{fields: map[string]bool{}}
	opts := append(functions(), cel.Variable(todayVar, cel.StringType))
	for _, g := range f.groups {
		if g.lead.Repeat > 0 {
			opts = append(opts, cel.Variable(g.lead.ID, cel.ListType(rowType)))
		}
		for _, s := range g.sections {
			for _, fd := range s.Fields {
				if g.lead.Repeat > 0 {
					c.fields[fd.ID] = true
				} else {
					opts = append(opts, cel.Variable(fd.ID, cel.StringType))
				}
			}
		}
	}
	var err error
	if c.once, err = cel.NewEnv(opts...); err != nil {
		return nil, err
	}
	c.row, err = c.once.Extend(cel.Variable(rowVar, rowType))
	return c, err
}

// compile checks and plans an expression; row says that "it" exists.
func (c *compiler) compile(src string, row bool) (*program, error) {
	env := c.once
	if row {
		env = c.row
	}
	checked, iss := env.Compile(src)
	if iss.Err() != nil {
		return nil, fmt.Errorf("%s", firstIssue(iss))
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("the expression gives %s, it must give true or false", checked.OutputType())
	}
	if id := c.unknownField(checked); id != "" {
		return nil, fmt.Errorf("no field %q in a repeated section", id)
	}
	prg, err := env.Program(checked, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(costLimit))
	if err != nil {
		return nil, err
	}
	return &program{prg, names(checked)}, nil
}

// unknownField finds a selection such as it.nmae: rows are maps, so the type
// checker itself would let it pass.
func (c *compiler) unknownField(checked *cel.Ast) string {
	root := ast.NavigateAST(checked.NativeRep())
	for _, e := range ast.MatchDescendants(root, ast.KindMatcher(ast.SelectKind)) {
		if id := e.AsSelect().FieldName(); !c.fields[id] {
			return id
		}
	}
	return ""
}

// names lists the variables and the fields of rows that an expression names.
func names(checked *cel.Ast) []string {
	var out []string
	root := ast.NavigateAST(checked.NativeRep())
	for _, e := range ast.MatchDescendants(root, ast.KindMatcher(ast.IdentKind)) {
		out = append(out, e.AsIdent())
	}
	for _, e := range ast.MatchDescendants(root, ast.KindMatcher(ast.SelectKind)) {
		out = append(out, e.AsSelect().FieldName())
	}
	return out
}

// firstIssue takes the first message, without CEL's drawing of the source.
func firstIssue(iss *cel.Issues) string {
	e := iss.Errors()[0]
	return fmt.Sprintf("column %d: %s", e.Location.Column()+1, strings.ReplaceAll(e.Message, "\n", " "))
}
