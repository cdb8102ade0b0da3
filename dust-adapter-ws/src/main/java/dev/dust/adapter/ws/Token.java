package dev.dust.adapter.ws;

import java.util.Objects;
import java.util.function.Supplier;

/** Where the token comes from that a server asks for. What it says is never printed. Safe for any thread. */
public final class Token {
    /** The environment variable that {@link #fromEnv} reads. */
    public static final String VARIABLE = "DUST_API_KEY";

    private final Supplier<String> source;

    private Token(Supplier<String> source) {
        this.source = source;
    }

    /**
     * A token that stays what it is.
     *
     * @throws IllegalArgumentException if {@code token} is null or blank
     */
    public static Token of(String token) {
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("a token must not be null or blank");
        }
        return new Token(() -> token);
    }

    /** The token in the environment variable {@value #VARIABLE}. */
    public static Token fromEnv() {
        return new Token(() -> System.getenv(VARIABLE));
    }

    /**
     * A token that can change.
     *
     * @param source asked at each attempt to connect, on a virtual thread, so it may block; null or blank means that there is no
     *               token now. What it throws ends the attempt, and the message of that is shown
     */
    public static Token from(Supplier<String> source) {
        return new Token(Objects.requireNonNull(source, "source"));
    }

    /** The token now, without white space around it; empty if there is none. */
    String ask() {
        String token = source.get();
        return token == null ? "" : token.strip();
    }

    /** Does not tell the token. */
    @Override
    public String toString() {
        return "Token[hidden]";
    }
}
