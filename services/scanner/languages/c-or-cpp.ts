/** Which of the two a text is that is C by name. */

/** Characters of a file that are looked at. */
const LOOK = 65_536;
/** What only C++ has at the beginning of a line. */
const CPP_LINE =
  /^[ \t]*(?:class\s+\w+(?:\s+final)?\s*(?:[:{]|$)|namespace\s+[\w:]+\s*\{?|namespace\s*\{|template\s*<|using\s+(?:namespace\s+)?\w|(?:public|private|protected)\s*:|constexpr\s|#\s*include\s*<(?:c?(?:string|vector|memory|map|set|array|iostream|functional|utility|algorithm|optional|cstdint|stdint|cstring|cstddef|stdexcept))>)/m;
const COMMENTS = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
const FOR_CPP_ONLY =
  /^[ \t]*#[ \t]*if(?:def[ \t]+|[ \t]+defined[ \t]*(?:\([ \t]*)?)__cplusplus[\s\S]*?(?:^[ \t]*#[ \t]*(?:endif|else)|(?![\s\S]))/gm;

/** Whether a text called C (a `.h`) is C++: by lines only C++ has, outside comments and `#ifdef __cplusplus`. */
export function looksLikeCpp(text: string): boolean {
  const head = text.slice(0, LOOK);
  if (
    !/\b(?:class|namespace|template|using|public|private|protected|constexpr)\b|#\s*include\s*<c?[a-z]+>/.test(head)
  ) {
    return false;
  }
  return CPP_LINE.test(head.replace(COMMENTS, " ").replace(FOR_CPP_ONLY, ""));
}
