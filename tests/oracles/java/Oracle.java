/*
 * The oracle for Java: lists every call and construction of given methods in a folder, as javac's own parser reads them.
 *
 *   sh run.sh FOLDER < question
 *
 * Names are resolved by the rules of the language as far as the folder tells: scopes, declared types of fields,
 * parameters and locals, nested classes, imports, classes of the same package wherever they lie; classes of the JDK by
 * reflection. `../protocol.ts` says what comes in and goes out.
 */
import com.sun.source.tree.*;
import com.sun.source.util.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.tools.*;

public final class Oracle {
  /** Files whose trees are in memory at once. */
  private static final int BATCH = 200;

  public static void main(String[] arguments) throws IOException {
    Functions functions = new Functions(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(each -> each.toString().endsWith(".java") && Files.isRegularFile(each)).sorted().toList();
    }
    Map<String, Set<String>> packages = new HashMap<>();
    Map<Path, String> refused = new TreeMap<>();
    parse(files, refused, (file, unit) -> {
      Set<String> names = packages.computeIfAbsent(Types.packageOf(unit.tree()), key -> new HashSet<>());
      for (Tree type : unit.tree().getTypeDecls()) if (type instanceof ClassTree one) names.add(one.getSimpleName().toString());
    });
    List<Path> candidates = new ArrayList<>();
    for (Path file : files) {
      if (!refused.containsKey(file) && functions.mentionedIn(Files.readString(file, StandardCharsets.ISO_8859_1))) candidates.add(file);
    }
    try (PrintWriter out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)))) {
      refused.forEach((file, reason) -> {
        out.println("{\"path\":" + Spelling.json(relative(root, file)) + ",\"unread\":" + Spelling.json(reason) + "}");
      });
      parse(candidates, new TreeMap<>(), (file, unit) -> {
        String path = Spelling.json(relative(root, file));
        Types types = new Types(unit.tree(), packages, functions);
        new Calls(unit, types, functions, rest -> out.println("{\"path\":" + path + rest)).scan(unit.tree(), null);
      });
    }
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static void parse(List<Path> files, Map<Path, String> refused, BiConsumer<Path, Unit> use) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticListener<JavaFileObject> listener = problem -> {
      if (problem.getKind() == Diagnostic.Kind.ERROR && problem.getSource() != null) {
        String reason = problem.getMessage(Locale.ROOT).lines().findFirst().orElse("");
        refused.putIfAbsent(Path.of(problem.getSource().toUri()), problem.getLineNumber() + ": " + reason);
      }
    };
    for (int from = 0; from < files.size(); from += BATCH) {
      List<Path> batch = files.subList(from, Math.min(files.size(), from + BATCH));
      try (StandardJavaFileManager manager = compiler.getStandardFileManager(listener, null, StandardCharsets.UTF_8)) {
        Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjectsFromPaths(batch);
        JavacTask task = (JavacTask) compiler.getTask(null, manager, listener, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        for (CompilationUnitTree tree : task.parse()) use.accept(Path.of(tree.getSourceFile().toUri()), new Unit(tree, positions));
      }
    }
  }
}
