package dev.dust.cli;

/** JSON for people: over several lines, perhaps in colours. */
final class JsonText {
    private static final String RESET = "\u001b[0m";
    private static final String NAME = "\u001b[34m";
    private static final String TEXT = "\u001b[32m";
    private static final String SCALAR = "\u001b[36m";
    private static final String INDENT = "  ";

    private final String json;
    private final boolean colours;
    private final StringBuilder text = new StringBuilder();
    private int at;

    private JsonText(String json, boolean colours) {
        this.json = json;
        this.colours = colours;
    }

    /**
     * The same value, indented.
     *
     * @param json one value in one line, without blanks between its parts
     */
    static String indented(String json, boolean colours) {
        var text = new JsonText(json, colours);
        text.value(0);
        return text.text.toString();
    }

    private void value(int depth) {
        switch (json.charAt(at)) {
            case '{' -> members('}', depth);
            case '[' -> members(']', depth);
            case '"' -> coloured(TEXT, endOfText());
            default -> coloured(SCALAR, endOfScalar());
        }
    }

    private void members(char close, int depth) {
        text.append(json.charAt(at++));
        if (json.charAt(at) == close) {
            text.append(json.charAt(at++));
            return;
        }
        boolean more = true;
        while (more) {
            newLine(depth + 1);
            if (close == '}') {
                coloured(NAME, endOfText());
                at++;
                text.append(": ");
            }
            value(depth + 1);
            more = json.charAt(at++) == ',';
            if (more) {
                text.append(',');
            }
        }
        newLine(depth);
        text.append(close);
    }

    private void newLine(int depth) {
        text.append('\n').append(INDENT.repeat(depth));
    }

    private void coloured(String colour, int end) {
        text.append(colours ? colour : "").append(json, at, end).append(colours ? RESET : "");
        at = end;
    }

    private int endOfText() {
        int end = at + 1;
        while (json.charAt(end) != '"') {
            end += json.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }

    private int endOfScalar() {
        int end = at;
        while (end < json.length() && ",]}".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
