import com.sun.source.tree.*;
import com.sun.source.util.TreeScanner;
import java.lang.reflect.Method;
import java.util.*;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Qualified names of the types that one file speaks of. */
final class Types {
  private final Map<String, Set<String>> packages;
  private final Functions functions;
  private final Map<String, String> imported = new HashMap<>();
  private final List<String> onDemand = new ArrayList<>();
  /** Static imports: owners by member, and owners of all their members. */
  final Map<String, List<String>> members = new HashMap<>();
  final List<String> memberOwners = new ArrayList<>();
  /** Classes declared in the file, by simple name. */
  private final Map<String, String> own = new HashMap<>();
  private final String packageName;

  static String packageOf(CompilationUnitTree unit) {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  Types(CompilationUnitTree unit, Map<String, Set<String>> packages, Functions functions) {
    this.packages = packages;
    this.functions = functions;
    packageName = packageOf(unit);
    for (ImportTree each : unit.getImports()) {
      String path = each.getQualifiedIdentifier().toString();
      String owner = path.substring(0, Math.max(0, path.lastIndexOf('.')));
      String name = path.substring(path.lastIndexOf('.') + 1);
      if (name.equals("*")) (each.isStatic() ? memberOwners : onDemand).add(owner);
      else if (each.isStatic()) members.computeIfAbsent(name, key -> new ArrayList<>()).add(owner);
      else imported.put(name, path);
    }
    new TreeScanner<Void, String>() {
      @Override
      public Void visitClass(ClassTree declared, String around) {
        String name = declared.getSimpleName().toString();
        String qualified = join(around, name);
        if (!name.isEmpty()) own.putIfAbsent(name, qualified);
        return super.visitClass(declared, name.isEmpty() ? around : qualified);
      }
    }.scan(unit, packageName);
  }

  private static String join(String owner, String name) {
    return owner.isEmpty() ? name : owner + "." + name;
  }

  /** Null for primitive types, type variables and what cannot be told. */
  String named(Tree type) {
    if (type instanceof IdentifierTree identifier) return simple(identifier.getName().toString());
    if (type instanceof MemberSelectTree select) return path(select.toString());
    if (type instanceof ParameterizedTypeTree parameterized) return named(parameterized.getType());
    if (type instanceof AnnotatedTypeTree annotated) return named(annotated.getUnderlyingType());
    return null;
  }

  /** `a.b.C`, `C.D`. */
  String path(String path) {
    String first = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    String known = simple(first);
    if (known != null) return known + path.substring(first.length());
    return path.contains(".") && exists(path) ? path : null;
  }

  String simple(String name) {
    if (own.containsKey(name)) return own.get(name);
    if (imported.containsKey(name)) return imported.get(name);
    if (packages.getOrDefault(packageName, Set.of()).contains(name)) return join(packageName, name);
    for (String each : onDemand) if (exists(each + "." + name)) return each + "." + name;
    return exists("java.lang." + name) ? "java.lang." + name : null;
  }

  private boolean exists(String qualified) {
    int dot = qualified.lastIndexOf('.');
    Set<String> beside = packages.getOrDefault(qualified.substring(0, dot), Set.of());
    return functions.owns(qualified) || beside.contains(qualified.substring(dot + 1)) || reflected(qualified).isPresent();
  }

  private static final Map<String, Optional<Class<?>>> REFLECTED = new HashMap<>();

  static Optional<Class<?>> reflected(String qualified) {
    return REFLECTED.computeIfAbsent(qualified, name -> {
      try {
        return Optional.of(Class.forName(name, false, ClassLoader.getPlatformClassLoader()));
      } catch (ClassNotFoundException | LinkageError none) {
        return Optional.empty();
      }
    });
  }

  /** What a method gives: of the JDK its type, where all of that name and number of arguments agree; else its name. */
  static String returned(String owner, String name, int count) {
    Optional<Class<?>> type = reflected(owner);
    if (type.isEmpty()) return owner + "." + name;
    Set<String> results = Stream.of(type.get().getMethods())
      .filter(each -> each.getName().equals(name) && each.getParameterCount() == count && !each.isBridge())
      .map(Method::getReturnType).map(Class::getCanonicalName).collect(Collectors.toSet());
    return results.size() == 1 ? results.iterator().next() : null;
  }
}
