"""Which name means what where: scopes of a module, what they bind, and what imports say of it."""

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MAX_DEPTH = 24


class Scope:
    def __init__(self, node, parent):
        self.node = node
        self.parent = parent
        # by name: qualified names that imports give it, and the expressions (or None) that anything else gives it
        self.imports = {}
        self.values = {}
        self.outside = {}

    def binds(self, name):
        return name in self.imports or name in self.values


class Scopes(ast.NodeVisitor):
    def __init__(self, tree):
        self.module = Scope(tree, None)
        self.wildcards = []
        self.found = []
        self.scope = self.module
        self.generic_visit(tree)

    def calls(self):
        return self.found

    def qualify(self, expression, scope, depth=0):
        """Qualified names of an expression, by imports; none for what is made at run time."""
        if depth > MAX_DEPTH:
            return []
        if isinstance(expression, ast.Attribute):
            owners = self.qualify(expression.value, scope, depth + 1)
            return [f"{owner}.{expression.attr}" for owner in owners]
        if not isinstance(expression, ast.Name):
            return []
        name = expression.id
        holder = self.holder(name, scope)
        if holder is None:
            return [f"{module}.{name}" for module in self.wildcards]
        if name in holder.imports:
            return list(holder.imports[name])
        value = self.only(name, holder)
        return self.qualify(value, holder, depth + 1) if isinstance(value, (ast.Name, ast.Attribute)) else []

    def value(self, name, scope):
        """The one expression a name is given in its scope, and the scope; nothing where it is given several."""
        holder = self.holder(name, scope)
        return (None, None) if holder is None or name in holder.imports else (self.only(name, holder), holder)

    @staticmethod
    def only(name, holder):
        given = holder.values.get(name, [])
        return given[0] if len(given) == 1 else None

    @staticmethod
    def holder(name, scope):
        first = scope
        while scope is not None:
            if name in scope.outside:
                scope = scope.outside[name]
                continue
            # what a class binds is seen from its own body only
            visible = scope is first or not isinstance(scope.node, ast.ClassDef)
            if visible and scope.binds(name):
                return scope
            scope = scope.parent
        return None

    def bind(self, name, value=None):
        scope = self.scope.outside.get(name, self.scope)
        scope.values.setdefault(name, []).append(value)

    def bind_import(self, name, qualified):
        scope = self.scope.outside.get(name, self.scope)
        scope.imports.setdefault(name, {})[qualified] = True

    def visit_Import(self, node):
        for alias in node.names:
            top = alias.name.split(".")[0]
            self.bind_import(alias.asname or top, alias.name if alias.asname else top)

    def visit_ImportFrom(self, node):
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self.wildcards.append(module)
            else:
                self.bind_import(alias.asname or alias.name, f"{module}.{alias.name}")

    def visit_Global(self, node):
        for name in node.names:
            self.scope.outside[name] = self.module

    def visit_Nonlocal(self, node):
        for name in node.names:
            self.scope.outside[name] = self.scope.parent

    def visit_Assign(self, node):
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bind(target.id, node.value)
            else:
                self.visit(target)
        self.visit(node.value)

    def visit_AnnAssign(self, node):
        if isinstance(node.target, ast.Name):
            if node.value is not None:
                self.bind(node.target.id, node.value)
        else:
            self.visit(node.target)
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.bind(node.target.id)
        self.generic_visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.bind(node.id)

    def visit_ExceptHandler(self, node):
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node):
        if node.name:
            self.bind(node.name)

    def visit_Call(self, node):
        self.found.append((node, self.scope))
        self.generic_visit(node)

    def visit_ClassDef(self, node):
        self.bind(node.name)
        for each in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(each)
        self.inside(node, node.body)

    def visit_FunctionDef(self, node):
        self.bind(node.name)
        for each in [*node.decorator_list, *([node.returns] if node.returns else [])]:
            self.visit(each)
        self.function(node, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.function(node, [node.body])

    def function(self, node, body):
        arguments = node.args
        # defaults and annotations belong to the scope around
        for each in [*arguments.defaults, *arguments.kw_defaults]:
            if each is not None:
                self.visit(each)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
        for each in every:
            if each.annotation is not None:
                self.visit(each.annotation)
        self.inside(node, body, [each.arg for each in every])

    def inside(self, node, body, parameters=()):
        around = self.scope
        self.scope = Scope(node, around)
        for name in parameters:
            self.bind(name)
        for each in body:
            self.visit(each)
        self.scope = around

    def comprehension(self, node):
        around = self.scope
        self.scope = Scope(node, around)
        self.generic_visit(node)
        self.scope = around

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension
