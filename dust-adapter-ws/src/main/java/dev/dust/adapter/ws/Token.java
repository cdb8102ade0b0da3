package dev.dust.adapter.ws;

import java.util.Objects;
import java.util.function.Supplier;

/** Where the token comes from that a server asks for. What it says is never printed. Safe for any thread. */
public final class Token {
    /** The environment variable that {@link #fromEnv} reads. */
    public static final String VARIABLE = "DUST_API_KEY";

    private static final char LATIN_1 = 0xff;

    private final Supplier<String> source;

    private Token(Supplier<String> source) {
        this.source = source;
    }

    /**
     * A token that stays what it is.
     *
     * @throws IllegalArgumentException if {@code token} is null or blank, or holds what no token holds; its message does not tell the
     *                                  token
     */
    public static Token of(String token) {
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("a token must not be null or blank");
        }
        String stripped = checked(token.strip());
        return new Token(() -> stripped);
    }

    /** The token in the environment variable {@value #VARIABLE}. */
    public static Token fromEnv() {
        return new Token(() -> System.getenv(VARIABLE));
    }

    /**
     * A token that can change.
     *
     * @param source asked at each attempt to connect, on a virtual thread, so it may block; null or blank means that there is no
     *               token now. What it throws ends the attempt; its message, which may hold the token, is shown nowhere. An attempt
     *               waits for it as long as for the server, and it is not asked again before it has returned
     */
    public static Token from(Supplier<String> source) {
        return new Token(Objects.requireNonNull(source, "source"));
    }

    /**
     * The token now, without white space around it; empty if there is none.
     *
     * @throws IllegalArgumentException if it holds what no token holds
     */
    String ask() {
        String token = source.get();
        return token == null ? "" : checked(token.strip());
    }

    /** Tokens go into headers, which hold no control characters and nothing beyond Latin-1. */
    private static String checked(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (Character.isISOControl(c) || c > LATIN_1) {
                throw new InvalidTokenException("the token holds "
                        + (c == '\n' || c == '\r' ? "a line break" : "a character that no token has")
                        + " at position " + (i + 1) + " of " + token.length() + ": is it all that its file or variable holds?");
            }
        }
        return token;
    }

    /** Tells what is wrong with a token, and not the token. */
    static final class InvalidTokenException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        InvalidTokenException(String message) {
            super(message);
        }
    }

    /** Does not tell the token. */
    @Override
    public String toString() {
        return "Token[hidden]";
    }
}
