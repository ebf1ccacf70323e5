import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;

/** Lines and columns of one file. */
record Unit(CompilationUnitTree tree, SourcePositions positions) {
  String place(Tree call, Tree name) {
    LineMap lines = tree.getLineMap();
    long start = positions.getStartPosition(tree, call);
    long named = positions.getEndPosition(tree, name) - 1;
    return ",\"line\":" + lines.getLineNumber(start) + ",\"column\":" + lines.getColumnNumber(start) + ",\"nameLine\":" + lines.getLineNumber(named);
  }
}
