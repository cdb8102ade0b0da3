package dev.dust.cli;

import dev.dust.Entry;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust tree}. */
@Command(name = "tree", description = "Draw all that is below a path, with its values.")
final class TreeCommand extends ReadCommand {
    private static final int LONGEST = 60;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", converter = PathConverter.class,
            description = "Below what (default: the whole store).")
    private @Nullable DustPath path;
    @Option(names = {"-L", "--depth"}, paramLabel = "N", description = "How deep to go, 1 or more (default: to the end).")
    private @Nullable Integer depth;
    @Option(names = "--full", description = "Print values to their end, however long.")
    private boolean full;

    /** A name, what is at it, and what is below it. */
    private static final class Node {
        private final Map<String, Node> children = new LinkedHashMap<>();
        private @Nullable Value value;

        void add(Iterator<String> segments, Value at) {
            if (segments.hasNext()) {
                children.computeIfAbsent(segments.next(), name -> new Node()).add(segments, at);
            } else {
                value = at;
            }
        }
    }

    @Override
    void check() {
        if (depth != null && depth < 1) {
            throw mistake("--depth takes 1 or more, not " + depth);
        }
    }

    @Override
    int read(Session session) {
        var root = new Node();
        if (path != null) {
            // A row may stand at a path besides rows below it.
            Rows.forEach(session.store(), path.key(), entry -> add(root, entry));
        }
        Rows.forEach(session.store(), path == null ? "**" : path.key() + "/**", entry -> add(root, entry));
        if (path != null && root.children.isEmpty() && root.value == null) {
            throw new Failure(ExitCode.NOT_FOUND, "there is nothing at " + path + Nearest.meant(path, session.store()));
        }
        show(name(path == null ? session.store().name() : path.key(), root));
        draw(root, "", 1);
        return ExitCode.DONE;
    }

    private void add(Node root, Entry entry) {
        int above = path == null ? 0 : path.depth();
        root.add(entry.path().segments().subList(above, entry.path().depth()).iterator(), entry.value());
    }

    private void draw(Node node, String margin, int level) {
        if (depth != null && level > depth) {
            return;
        }
        for (Iterator<Map.Entry<String, Node>> children = node.children.entrySet().iterator(); children.hasNext();) {
            Map.Entry<String, Node> child = children.next();
            boolean isLast = !children.hasNext();
            show(margin + (isLast ? "\u2514\u2500 " : "\u251c\u2500 ")
                    + name(DustPath.escape(child.getKey()), child.getValue()));
            draw(child.getValue(), margin + (isLast ? "   " : "\u2502  "), level + 1);
        }
    }

    private String name(String name, Node node) {
        if (node.value == null) {
            return name;
        }
        String json = Json.render(node.value);
        boolean isCut = !full && json.codePointCount(0, json.length()) > LONGEST;
        return name + ": " + (isCut ? json.substring(0, json.offsetByCodePoints(0, LONGEST - 1)) + "\u2026" : json);
    }
}
