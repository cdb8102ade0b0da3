package dev.dust.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be asked for: every route of docs/http-api.md#routes. */
enum Route {
    STORES("/api/stores", List.of("GET"), Set.of("limit", "cursor")), STORE("/api/stores/{store}", List.of("GET"),
            Set.of()), ENTRIES(
                    "/api/stores/{store}/entries", List.of("GET"), Set.of("pattern", "from", "to", "limit", "cursor")), ENTRY(
                            "/api/stores/{store}/entries/{path}", List.of("GET", "PUT", "DELETE"),
                            Set.of("raw", "fence_key", "fence_token")), WRITES("/api/stores/{store}/writes", List.of("POST"),
                                    Set.of()), BATCH("/api/stores/{store}/batch", List.of("POST"), Set.of()), EXPORT(
                                            "/api/stores/{store}/export", List.of("GET"),
                                            Set.of("pattern")), IMPORT("/api/stores/{store}/import", List.of("POST"),
                                                    Set.of("from")), LOG("/api/stores/{store}/log", List.of("GET"),
                                                            Set.of("after", "limit", "wait"));

    /** The routes below it are this class's. */
    static final String ROOT = STORES.template;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final String template;
    private final List<String> methods;
    private final Set<String> parameters;

    Route(String template, List<String> methods, Set<String> parameters) {
        this.template = template;
        this.methods = methods;
        this.parameters = parameters;
    }

    /** The path, as the page has it. */
    String template() {
        return template;
    }

    /** The methods that it takes, besides {@code HEAD} where it takes {@code GET}. */
    List<String> methods() {
        return methods;
    }

    /** What its query may say. */
    Set<String> parameters() {
        return parameters;
    }

    /**
     * What a URL names.
     *
     * @param store empty for {@link #STORES}
     * @param path  rendered (docs/protocol.md#paths); empty but for {@link #ENTRY}
     */
    record Target(Route route, String store, String path) {
    }

    /**
     * What the URL's path names, or null if there is nothing there.
     *
     * @throws Problem if it cannot be decoded
     */
    static @Nullable Target of(String rawPath) {
        var segments = new ArrayList<String>();
        for (String raw : rawPath.substring(1).split("/", -1)) {
            segments.add(decode(raw));
        }
        if (segments.size() < 2 || !segments.get(0).equals("api") || !segments.get(1).equals("stores")) {
            return null;
        }
        if (segments.size() == 2) {
            return new Target(STORES, "", "");
        }
        int parts = UUID.matcher(segments.get(2)).matches() ? 1 : 2;
        if (segments.size() < 2 + parts) {
            return null;
        }
        String store = String.join("/", segments.subList(2, 2 + parts));
        List<String> rest = segments.subList(2 + parts, segments.size());
        if (rest.isEmpty()) {
            return new Target(STORE, store, "");
        }
        if (rest.getFirst().equals("entries") && rest.size() > 1) {
            return new Target(ENTRY, store, String.join("/", rest.subList(1, rest.size())));
        }
        for (Route route : values()) {
            if (rest.size() == 1 && route.template.equals("/api/stores/{store}/" + rest.getFirst())) {
                return new Target(route, store, "");
            }
        }
        return null;
    }

    /** Strictly: what cannot be decoded to text in one way alone is nobody's path. */
    private static String decode(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (i + 2 >= raw.length() || !HexFormat.isHexDigit(raw.charAt(i + 1))
                        || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                    throw undecodable();
                }
                bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                throw undecodable();
            }
        }
        try {
            String segment = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (segment.indexOf('/') >= 0) {
                throw Problem.of("invalid_url", "a slash within a segment is written ~1, and not %2F");
            }
            return segment;
        } catch (CharacterCodingException e) {
            throw undecodable();
        }
    }

    private static Problem undecodable() {
        return Problem.of("invalid_url", "the path of the URL is not UTF-8, percent-encoded");
    }
}
