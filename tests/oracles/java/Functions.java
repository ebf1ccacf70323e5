import java.util.*;
import java.util.regex.*;

/** What is looked for: `call a.b.C.method`, `new a.b.C`. */
final class Functions {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_$][\\w$]*");
  private final Set<String> exact = new HashSet<>();
  private final List<Pattern> patterns = new ArrayList<>();
  private final Set<String> owners = new HashSet<>();
  private final Set<String> words = new HashSet<>();

  /** The question is JSON of flat objects, whose names hold no escapes. */
  Functions(String question) {
    Matcher each = Pattern.compile("\\{[^{}]*\\}").matcher(question);
    while (each.find()) {
      String form = field(each.group(), "form");
      String name = field(each.group(), "name");
      exact.add(form + " " + name);
      if (name.contains("*")) patterns.add(Pattern.compile((form + " " + name).replace(".", "\\.").replace("*", "[^.]+")));
      owners.add(form.equals("new") ? name : name.substring(0, Math.max(0, name.lastIndexOf('.'))));
      words.add(name.substring(name.lastIndexOf('.') + 1));
    }
  }

  private static String field(String object, String key) {
    Matcher found = Pattern.compile("\"" + key + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(object);
    if (!found.find()) throw new IllegalArgumentException("no \"" + key + "\" in " + object);
    return found.group(1);
  }

  boolean has(String form, String name) {
    String wanted = form + " " + name;
    return exact.contains(wanted) || patterns.stream().anyMatch(each -> each.matcher(wanted).matches());
  }

  boolean owns(String type) {
    return owners.contains(type);
  }

  /** Whether the last segment of one of them stands in the text as a word; a file without any needs no second look. */
  boolean mentionedIn(String text) {
    return words.contains("*") || WORD.matcher(text).results().anyMatch(each -> words.contains(each.group()));
  }
}
