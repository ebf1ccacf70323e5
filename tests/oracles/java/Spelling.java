import com.sun.source.tree.*;
import java.util.*;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes what arguments spell out, as JSON. */
final class Spelling {
  /** Expressions within expressions. */
  private static final int DEPTH = 8;
  private final Types types;
  private final Names names;

  Spelling(Types types, Names names) {
    this.types = types;
    this.names = names;
  }

  String arguments(List<? extends ExpressionTree> given, int depth) {
    return given.stream().map(each -> "{\"value\":" + spelled(each, depth + 1) + "}").collect(Collectors.joining(",", "[", "]"));
  }

  /** As `Spelled` of the protocol. */
  private String spelled(ExpressionTree given, int depth) {
    if (depth > DEPTH) return "null";
    Object constant = constant(given);
    if (constant instanceof String || constant instanceof Character) return "{\"string\":" + json(constant.toString()) + "}";
    if (constant instanceof Number) return "{\"number\":" + constant + "}";
    if (constant instanceof Boolean) return "{\"boolean\":" + constant + "}";
    if (given.getKind() == Tree.Kind.NULL_LITERAL) return "{\"none\":true}";
    if (given instanceof ParenthesizedTree inner) return spelled(inner.getExpression(), depth + 1);
    if (given instanceof TypeCastTree cast) return spelled(cast.getExpression(), depth + 1);
    if (given instanceof NewArrayTree array && array.getInitializers() != null) {
      return array.getInitializers().stream().map(each -> spelled(each, depth + 1)).collect(Collectors.joining(",", "{\"list\":[", "]}"));
    }
    if (given instanceof NewClassTree made) return called(types.named(made.getIdentifier()), made.getArguments(), depth);
    if (given instanceof MethodInvocationTree call) return called(names.nameOf(call), call.getArguments(), depth);
    Optional<VariableTree> constantVariable = names.variableBehind(given).filter(Spelling::isConstant);
    if (constantVariable.isPresent()) return names.once(constantVariable.get(), value -> spelled(value, depth + 1), "null");
    String name = names.constantName(given);
    return name == null ? "null" : "{\"name\":" + json(name) + "}";
  }

  private String called(String name, List<? extends ExpressionTree> given, int depth) {
    return name == null ? "null" : "{\"call\":" + json(name) + ",\"arguments\":" + arguments(given, depth) + "}";
  }

  /** The value of what is written out, also in parentheses, cast, negated, joined by `+`, or by a final variable's name. */
  private Object constant(ExpressionTree given) {
    if (given instanceof LiteralTree one) return one.getValue();
    if (given instanceof ParenthesizedTree inner) return constant(inner.getExpression());
    if (given.getKind() == Tree.Kind.UNARY_MINUS && constant(((UnaryTree) given).getExpression()) instanceof Integer number) return -number;
    if (given instanceof BinaryTree binary) {
      Object left = constant(binary.getLeftOperand());
      Object right = left == null ? null : constant(binary.getRightOperand());
      if (right == null) return null;
      if (binary.getKind() == Tree.Kind.PLUS && (left instanceof String || right instanceof String)) return "" + left + right;
      return left instanceof Integer a && right instanceof Integer b ? calculated(binary.getKind(), a, b) : null;
    }
    return names.variableBehind(given).filter(Spelling::isConstant).map(each -> names.once(each, this::constant, null)).orElse(null);
  }

  private static Integer calculated(Tree.Kind operator, int a, int b) {
    return switch (operator) {
      case PLUS -> a + b;
      case MINUS -> a - b;
      case MULTIPLY -> a * b;
      case LEFT_SHIFT -> a << b;
      case DIVIDE -> b == 0 ? null : Integer.valueOf(a / b);
      default -> null;
    };
  }

  private static boolean isConstant(VariableTree variable) {
    return variable.getInitializer() != null && variable.getModifiers().getFlags().contains(Modifier.FINAL);
  }

  static String json(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char each : text.toCharArray()) {
      if (each == '"' || each == '\\') quoted.append('\\').append(each);
      else if (each < 0x20 || Character.isSurrogate(each)) quoted.append(String.format("\\u%04x", (int) each));
      else quoted.append(each);
    }
    return quoted.append('"').toString();
  }
}
