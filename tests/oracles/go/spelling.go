package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"strconv"
)

// spelled is what an argument spells out (Spelled in protocol.ts); nil is anything else.
type spelled map[string]any

type argument struct {
	Name  string  `json:"name,omitempty"`
	Value spelled `json:"value"`
}

const maxDepth = 24

func (i *imports) arguments(given []ast.Expr, depth int) []argument {
	found := make([]argument, 0, len(given))
	for _, each := range given {
		found = append(found, argument{Value: i.spell(each, depth+1)})
	}
	return found
}

func (i *imports) fields(elements []ast.Expr, depth int) []argument {
	found := make([]argument, 0, len(elements))
	for _, each := range elements {
		if keyed, ok := each.(*ast.KeyValueExpr); ok {
			if key, ok := keyed.Key.(*ast.Ident); ok {
				found = append(found, argument{Name: key.Name, Value: i.spell(keyed.Value, depth+1)})
			}
			continue
		}
		found = append(found, argument{Value: i.spell(each, depth+1)})
	}
	return found
}

func (i *imports) spell(expression ast.Expr, depth int) spelled {
	if depth > maxDepth {
		return nil
	}
	if value := constantOf(expression, depth); value != nil {
		return spelledConstant(value)
	}
	switch expression := expression.(type) {
	case *ast.ParenExpr:
		return i.spell(expression.X, depth+1)
	case *ast.UnaryExpr:
		if expression.Op == token.AND {
			return i.spell(expression.X, depth+1)
		}
	case *ast.Ident:
		if expression.Obj == nil && expression.Name == "nil" {
			return spelled{"none": true}
		}
		if names := i.qualify(expression); len(names) > 0 && ast.IsExported(expression.Name) {
			return spelled{"name": names[0]}
		}
		if _, value := declared(expression); value != nil {
			return i.spell(value, depth+1)
		}
	case *ast.SelectorExpr:
		if names := i.qualify(expression); len(names) > 0 {
			return spelled{"name": names[0]}
		}
	case *ast.CallExpr:
		return i.spellCall(expression, depth)
	case *ast.CompositeLit:
		return i.spellLiteral(expression, depth)
	}
	return nil
}

func (i *imports) spellCall(call *ast.CallExpr, depth int) spelled {
	if len(call.Args) == 1 && isConversion(call.Fun) {
		return i.spell(call.Args[0], depth+1)
	}
	names := i.qualify(callee(call))
	if len(names) == 0 {
		return nil
	}
	return spelled{"call": names[0], "arguments": i.arguments(call.Args, depth)}
}

// isConversion tells []byte("x"), uint16(x) and the like from calls.
func isConversion(function ast.Expr) bool {
	switch function := ast.Unparen(function).(type) {
	case *ast.ArrayType:
		return true
	case *ast.Ident:
		switch function.Name {
		case "string", "int", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "byte":
			return function.Obj == nil
		}
	}
	return false
}

func (i *imports) spellLiteral(literal *ast.CompositeLit, depth int) spelled {
	items := make([]spelled, 0, len(literal.Elts))
	fields := map[string]spelled{}
	for _, each := range literal.Elts {
		keyed, ok := each.(*ast.KeyValueExpr)
		if !ok {
			items = append(items, i.spell(each, depth+1))
			continue
		}
		switch key := keyed.Key.(type) {
		case *ast.Ident:
			fields[key.Name] = i.spell(keyed.Value, depth+1)
		case *ast.BasicLit:
			if text, err := strconv.Unquote(key.Value); err == nil && key.Kind == token.STRING {
				fields[text] = i.spell(keyed.Value, depth+1)
			}
		}
	}
	if _, isList := literal.Type.(*ast.ArrayType); isList || len(items) > 0 {
		return spelled{"list": items}
	}
	return spelled{"object": fields}
}

func spelledConstant(value constant.Value) spelled {
	switch value.Kind() {
	case constant.String:
		return spelled{"string": constant.StringVal(value)}
	case constant.Bool:
		return spelled{"boolean": constant.BoolVal(value)}
	case constant.Int:
		if number, exact := constant.Int64Val(value); exact {
			return spelled{"number": number}
		}
	}
	return nil
}

// constantOf computes a constant expression of literals and constants of the file; nil for anything else.
func constantOf(expression ast.Expr, depth int) constant.Value {
	if depth > maxDepth {
		return nil
	}
	switch expression := expression.(type) {
	case *ast.BasicLit:
		return known(constant.MakeFromLiteral(expression.Value, expression.Kind, 0))
	case *ast.ParenExpr:
		return constantOf(expression.X, depth+1)
	case *ast.Ident:
		if expression.Obj == nil && (expression.Name == "true" || expression.Name == "false") {
			return constant.MakeBool(expression.Name == "true")
		}
		if kind, value := declared(expression); kind == ast.Con && value != nil {
			return constantOf(value, depth+1)
		}
	case *ast.UnaryExpr:
		operand := constantOf(expression.X, depth+1)
		if operand != nil && expression.Op == token.SUB && operand.Kind() == constant.Int {
			return constant.UnaryOp(token.SUB, operand, 0)
		}
	case *ast.BinaryExpr:
		return computed(expression.Op, constantOf(expression.X, depth+1), constantOf(expression.Y, depth+1))
	}
	return nil
}

func computed(operator token.Token, left, right constant.Value) constant.Value {
	if left == nil || right == nil || left.Kind() != right.Kind() {
		return nil
	}
	number := left.Kind() == constant.Int
	switch {
	case operator == token.ADD && (number || left.Kind() == constant.String):
		return known(constant.BinaryOp(left, operator, right))
	case number && (operator == token.SUB || operator == token.MUL):
		return known(constant.BinaryOp(left, operator, right))
	case number && operator == token.SHL:
		if by, exact := constant.Uint64Val(right); exact && by < 64 {
			return known(constant.Shift(left, operator, uint(by)))
		}
	}
	return nil
}

func known(value constant.Value) constant.Value {
	if value.Kind() == constant.Unknown {
		return nil
	}
	return value
}

// declared answers how an identifier is declared in its file, and the expression it is declared to be.
func declared(name *ast.Ident) (ast.ObjKind, ast.Expr) {
	if name.Obj == nil || name.Obj.Kind != ast.Con {
		return ast.Bad, nil
	}
	spec, ok := name.Obj.Decl.(*ast.ValueSpec)
	if !ok {
		return ast.Bad, nil
	}
	for index, each := range spec.Names {
		if each.Name == name.Name && index < len(spec.Values) {
			return ast.Con, spec.Values[index]
		}
	}
	return ast.Bad, nil
}
