import com.sun.source.tree.*;
import java.util.*;
import java.util.function.Function;

/** What names and expressions mean at one place of a file, by the scopes around it. */
final class Names {
  /** A class body, method or block: the variables it declares; of a class also its names. */
  record Scope(Map<String, VariableTree> variables, ClassTree owner, String name, String parent) {}

  /** Innermost first. */
  final Deque<Scope> scopes = new ArrayDeque<>();
  private final Types types;
  private final Functions functions;
  private final Set<VariableTree> asked = new HashSet<>();

  Names(Types types, Functions functions) {
    this.types = types;
    this.functions = functions;
  }

  /** Qualified name of the method that is called. */
  String nameOf(MethodInvocationTree call) {
    if (call.getMethodSelect() instanceof IdentifierTree identifier) {
      String name = identifier.getName().toString();
      String owner = ownerOf(name);
      return owner == null ? null : owner + "." + name;
    }
    if (!(call.getMethodSelect() instanceof MemberSelectTree member)) return null;
    String owner = typeOf(member.getExpression());
    return owner == null ? null : owner + "." + member.getIdentifier();
  }

  /** The class that a method called by its bare name belongs to. */
  private String ownerOf(String method) {
    for (Scope scope : scopes) {
      if (scope.owner() == null) continue;
      boolean declares = scope.owner().getMembers().stream().anyMatch(each -> each instanceof MethodTree one && one.getName().contentEquals(method));
      if (declares) return scope.name();
      if (scope.parent() != null && functions.has("call", scope.parent() + "." + method)) return scope.parent();
    }
    List<String> owners = types.members.containsKey(method) ? types.members.get(method) : types.memberOwners;
    return owners.stream().filter(each -> functions.has("call", each + "." + method)).findFirst().orElse(null);
  }

  /** The class of an expression, or the one that it names. */
  private String typeOf(ExpressionTree expression) {
    if (expression instanceof ParenthesizedTree inner) return typeOf(inner.getExpression());
    if (expression instanceof TypeCastTree cast) return types.named(cast.getType());
    if (expression instanceof NewClassTree made) return types.named(made.getIdentifier());
    if (expression instanceof AssignmentTree assignment) return typeOf(assignment.getVariable());
    if (expression instanceof MethodInvocationTree call) {
      String name = nameOf(call);
      int dot = name == null ? -1 : name.lastIndexOf('.');
      return dot < 0 ? null : Types.returned(name.substring(0, dot), name.substring(dot + 1), call.getArguments().size());
    }
    if (expression instanceof IdentifierTree identifier && identifier.getName().toString().matches("this|super")) {
      boolean isThis = identifier.getName().contentEquals("this");
      return scopes.stream().filter(each -> each.owner() != null).findFirst().map(each -> isThis ? each.name() : each.parent()).orElse(null);
    }
    Optional<VariableTree> variable = variableBehind(expression);
    if (variable.isPresent()) return typeOf(variable.get());
    if (expression instanceof IdentifierTree identifier) return types.simple(identifier.getName().toString());
    if (!(expression instanceof MemberSelectTree member) || variable(first(member)).isPresent()) return null;
    return types.path(member.toString());
  }

  private String typeOf(VariableTree variable) {
    Tree type = variable.getType();
    if (type != null && !type.toString().equals("var")) return types.named(type);
    return variable.getInitializer() == null ? null : once(variable, this::typeOf, null);
  }

  /** The variable of that name that is in scope here. */
  private Optional<VariableTree> variable(String name) {
    return scopes.stream().map(each -> each.variables().get(name)).filter(Objects::nonNull).findFirst();
  }

  /** The variable of this file that `x`, `this.x` or `Own.x` is. */
  Optional<VariableTree> variableBehind(ExpressionTree expression) {
    if (expression instanceof IdentifierTree identifier) return variable(identifier.getName().toString());
    if (!(expression instanceof MemberSelectTree member) || !(member.getExpression() instanceof IdentifierTree owner)) return Optional.empty();
    String field = member.getIdentifier().toString();
    boolean isThis = owner.getName().contentEquals("this");
    return scopes.stream()
      .filter(each -> each.owner() != null && (isThis || each.owner().getSimpleName().contentEquals(owner.getName())))
      .map(each -> each.variables().get(field)).filter(Objects::nonNull).findFirst();
  }

  /** `Class.CONSTANT`, or one that is imported statically. */
  String constantName(ExpressionTree expression) {
    if (expression instanceof IdentifierTree identifier) {
      String name = identifier.getName().toString();
      if (variable(name).isPresent()) return null;
      List<String> owners = types.members.getOrDefault(name, List.of());
      return owners.size() == 1 ? owners.get(0) + "." + name : null;
    }
    if (!(expression instanceof MemberSelectTree member) || variable(first(member)).isPresent()) return null;
    String owner = types.path(member.getExpression().toString());
    return owner == null ? null : owner + "." + member.getIdentifier();
  }

  private static String first(MemberSelectTree member) {
    return member.toString().replaceAll("[.(].*", "");
  }

  /** Guards against variables that are defined by themselves. */
  <T> T once(VariableTree variable, Function<ExpressionTree, T> use, T otherwise) {
    if (!asked.add(variable)) return otherwise;
    T result = use.apply(variable.getInitializer());
    asked.remove(variable);
    return result;
  }
}
