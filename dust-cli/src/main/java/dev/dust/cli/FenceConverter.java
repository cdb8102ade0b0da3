package dev.dust.cli;

import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.path.DustPath;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A lease on the command line: {@code KEY:TOKEN}. */
final class FenceConverter implements ITypeConverter<FenceConverter.Fence> {
    /** The environment variable in which {@code dust run} tells its command which lease it runs under. */
    static final String VARIABLE = "DUST_FENCE";

    /** Whose token somebody has. */
    record Fence(DustPath key, long token) {

        /** The lease, as writes and requests name it: nobody knows here who holds it, or until when. */
        Lease lease() {
            return new Lease(key, token, null, 0);
        }

        /** As it stands on a command line. */
        @Override
        public String toString() {
            return key.key() + ":" + token;
        }
    }

    @Override
    public Fence convert(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new TypeConversionException("a lease is named as KEY:TOKEN, not as " + text);
        }
        try {
            return new Fence(DustPath.parse(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        } catch (NumberFormatException noToken) {
            throw new TypeConversionException("the token of a lease is a number: KEY:TOKEN, not " + text);
        } catch (InvalidRequestException bad) {
            throw new TypeConversionException(bad.getMessage() + " (" + bad.reason() + ")");
        }
    }
}
