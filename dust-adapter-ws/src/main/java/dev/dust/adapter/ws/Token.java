package dev.dust.adapter.ws;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the token comes from that a server asks for. What it says is never printed. Safe for any thread. */
public final class Token {
    /** The environment variable that {@link #fromEnv} reads. */
    public static final String VARIABLE = "DUST_API_KEY";

    private static final char LAST_OF_LATIN_1 = 0xff;

    private final Supplier<String> source;

    private Token(Supplier<String> source) {
        this.source = source;
    }

    /**
     * A token that stays what it is. White space around it does not count.
     *
     * @throws IllegalArgumentException if {@code token} is null or blank, or {@link #from no token}; the message does not tell
     *                                  it
     */
    public static Token of(String token) {
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("a token must not be null or blank");
        }
        String flaw = flaw(token.strip());
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
        return new Token(() -> token);
    }

    /** The token in the environment variable {@value #VARIABLE}. */
    public static Token fromEnv() {
        return new Token(() -> System.getenv(VARIABLE));
    }

    /**
     * A token that can change. White space around it does not count. One with other characters than those of Latin-1, or with
     * control characters in it (the content of a file of two lines), has no form in HTTP: no server is asked with it, and it
     * counts as refused.
     *
     * @param source asked at each attempt to connect, on a virtual thread, so it may block; if it has not answered within
     *               {@link WebSocketOptions#connectTimeout}, its thread is interrupted and the attempt is lost. It is not asked
     *               a second time before it has ended the first. Null or blank means that there is no token now. What it throws
     *               ends the attempt; only the kind of that is shown, as its message may hold the token
     */
    public static Token from(Supplier<String> source) {
        return new Token(Objects.requireNonNull(source, "source"));
    }

    /** The token now, without white space around it; empty if there is none. */
    String ask() {
        String token = source.get();
        return token == null ? "" : token.strip();
    }

    /** What is wrong with {@code token}, in words that do not tell it; null if nothing is. */
    static @Nullable String flaw(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (Character.isISOControl(c) || c > LAST_OF_LATIN_1) {
                return "the token has a "
                        + (Character.isISOControl(c)
                                ? "line break or another control character"
                                : "character beyond"
                                        + " Latin-1")
                        + " at index " + i + ", which no token has: is it from a file that holds more than the token?";
            }
        }
        return null;
    }

    /** Does not tell the token. */
    @Override
    public String toString() {
        return "Token[hidden]";
    }
}
