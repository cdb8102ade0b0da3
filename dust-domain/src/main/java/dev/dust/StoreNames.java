package dev.dust;

import dev.dust.error.InvalidRequestException;
import java.util.Objects;
import java.util.regex.Pattern;

/** Which names a store may have (docs/protocol.md#terms). */
final class StoreNames {
    /** Two parts of anything but slashes, blanks and control characters. */
    private static final Pattern FULL_NAME = Pattern.compile("[^/\\s\\p{Cntrl}]+/[^/\\s\\p{Cntrl}]+",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private StoreNames() {
    }

    /**
     * @throws InvalidRequestException {@code invalid_store} if it is none
     */
    static void require(String name) {
        Objects.requireNonNull(name, "name");
        if (!FULL_NAME.matcher(name).matches() && !UUID.matcher(name).matches()) {
            throw new InvalidRequestException("invalid_store",
                    "a store's name is org/name, without blanks, or its UUID, and not \"" + name + "\"");
        }
    }
}
