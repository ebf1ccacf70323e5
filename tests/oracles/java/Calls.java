import com.sun.source.tree.*;
import com.sun.source.util.TreeScanner;
import java.util.*;
import java.util.function.Consumer;

/** Finds the calls of one file and hands each over as the rest of a JSON object. */
final class Calls extends TreeScanner<Void, Void> {
  /** What opens a scope for the variables declared in it. */
  private static final Set<Tree.Kind> SCOPES = EnumSet.of(Tree.Kind.METHOD, Tree.Kind.BLOCK, Tree.Kind.FOR_LOOP,
    Tree.Kind.ENHANCED_FOR_LOOP, Tree.Kind.TRY, Tree.Kind.CATCH, Tree.Kind.SWITCH, Tree.Kind.LAMBDA_EXPRESSION);

  private final Unit unit;
  private final Types types;
  private final Functions functions;
  private final Names names;
  private final Spelling spelling;
  private final Consumer<String> say;
  /** Class that the anonymous class being read extends. */
  private String anonymousParent;

  Calls(Unit unit, Types types, Functions functions, Consumer<String> say) {
    this.unit = unit;
    this.types = types;
    this.functions = functions;
    this.names = new Names(types, functions);
    this.spelling = new Spelling(types, names);
    this.say = say;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
    String name = names.nameOf(call);
    if (name != null && functions.has("call", name)) say(call, call.getMethodSelect(), "call " + name, call.getArguments());
    return super.visitMethodInvocation(call, nothing);
  }

  @Override
  public Void visitNewClass(NewClassTree made, Void nothing) {
    String type = types.named(made.getIdentifier());
    if (type != null && functions.has("new", type)) say(made, made.getIdentifier(), "new " + type, made.getArguments());
    String before = anonymousParent;
    anonymousParent = type;
    super.visitNewClass(made, nothing);
    anonymousParent = before;
    return null;
  }

  private void say(Tree call, Tree name, String what, List<? extends ExpressionTree> given) {
    String[] words = what.split(" ");
    String asked = ",\"form\":\"" + words[0] + "\",\"names\":[" + Spelling.json(words[1]) + "]";
    say.accept(unit.place(call, name) + asked + ",\"arguments\":" + spelling.arguments(given, 0) + "}");
  }

  @Override
  public Void visitClass(ClassTree declared, Void nothing) {
    Map<String, VariableTree> fields = new HashMap<>();
    for (Tree member : declared.getMembers()) if (member instanceof VariableTree field) fields.put(field.getName().toString(), field);
    String simple = declared.getSimpleName().toString();
    Tree parent = declared.getExtendsClause();
    String extended = parent != null ? types.named(parent) : simple.isEmpty() ? anonymousParent : null;
    return in(new Names.Scope(fields, declared, simple.isEmpty() ? null : types.simple(simple), extended), () -> super.visitClass(declared, nothing));
  }

  @Override
  public Void visitVariable(VariableTree variable, Void nothing) {
    if (!names.scopes.isEmpty()) names.scopes.peek().variables().put(variable.getName().toString(), variable);
    return super.visitVariable(variable, nothing);
  }

  @Override
  public Void scan(Tree tree, Void nothing) {
    if (tree == null || !SCOPES.contains(tree.getKind())) return super.scan(tree, nothing);
    return in(new Names.Scope(new HashMap<>(), null, null, null), () -> super.scan(tree, nothing));
  }

  private Void in(Names.Scope scope, Runnable body) {
    names.scopes.push(scope);
    body.run();
    names.scopes.pop();
    return null;
  }
}
