package catalog

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/parser"
)

// functions are the words an expression may use besides CEL's own:
//
//	is_set(x)            something was keyed, unreadable included
//	unreadable(x)        読めない
//	has_code(x, v)       a field with several choices has v
//	before(a, b)         both are known days and a is earlier
//	days_between(a, b)   days from a to b, 0 when one is not a known day
//	overdue(a, b, n)     b is later than n days after a, a last day on which
//	                     offices are closed moved to the next open one
//	age(birth)           whole years today, -1 when unknown
//	place_differs(postal, address)
//	                     the postal code is known and belongs elsewhere
func functions() []cel.EnvOption {
	return []cel.EnvOption{
		unary("is_set", cel.BoolType, func(x string) ref.Val { return types.Bool(x != "") }),
		unary("unreadable", cel.BoolType, func(x string) ref.Val { return types.Bool(x == unreadableVar) }),
		binary("has_code", cel.BoolType, func(x, v string) ref.Val {
			return types.Bool(slices.Contains(strings.Split(x, codeSep), v))
		}),
		binary("before", cel.BoolType, func(a, b string) ref.Val { return types.Bool(dayBefore(a, b)) }),
		binary("days_between", cel.IntType, func(a, b string) ref.Val { return types.Int(daysBetween(a, b)) }),
		cel.Function("overdue", cel.Overload("overdue_string_string_int", []*cel.Type{cel.StringType, cel.StringType, cel.IntType}, cel.BoolType,
			cel.FunctionBinding(func(args ...ref.Val) ref.Val {
				from, ok := args[0].(types.String)
				on, ok2 := args[1].(types.String)
				days, ok3 := args[2].(types.Int)
				if !ok || !ok2 || !ok3 {
					return types.NoSuchOverloadErr()
				}
				return types.Bool(overdue(string(from), string(on), int(min(max(days, 0), maxTerm))))
			}))),
		binary("age_on", cel.IntType, func(birth, day string) ref.Val { return types.Int(ageOn(birth, day)) }),
		binary("place_differs", cel.BoolType, func(p, a string) ref.Val { return types.Bool(placeDiffers(p, a)) }),
		cel.Macros(append(slices.Clone(cel.StandardMacros), ageMacro)...),
	}
}

// ageMacro writes age(birth) as age_on(birth, today), so that the day comes
// from the context and an expression stays a pure function.
var ageMacro = cel.GlobalMacro("age", 1,
	func(eh parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		return eh.NewCall("age_on", args[0], eh.NewIdent(todayVar)), nil
	})

// maxTerm bounds the terms of rules, in days.
const maxTerm = 3660

func unary(name string, out *cel.Type, fn func(string) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_string", []*cel.Type{cel.StringType}, out,
		cel.UnaryBinding(func(v ref.Val) ref.Val {
			s, ok := v.(types.String)
			if !ok {
				return types.MaybeNoSuchOverloadErr(v)
			}
			return fn(string(s))
		})))
}

func binary(name string, out *cel.Type, fn func(a, b string) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_string_string", []*cel.Type{cel.StringType, cel.StringType}, out,
		cel.BinaryBinding(func(a, b ref.Val) ref.Val {
			s, ok := a.(types.String)
			t, ok2 := b.(types.String)
			if !ok || !ok2 {
				return types.MaybeNoSuchOverloadErr(a)
			}
			return fn(string(s), string(t))
		})))
}
