package dev.dust.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How a page tells where the next one begins: the last name on it, in a form that can stand in a URL. */
final class Cursor {
    private Cursor() {
    }

    static String after(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The name that a cursor stands for; empty if there is no cursor. */
    static String of(@Nullable String cursor) {
        if (cursor == null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Problem.of("invalid_cursor", "a cursor is what \"next\" of the page before says");
        }
    }
}
