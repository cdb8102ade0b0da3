package dev.dust.cli;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.Glob;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A pattern on the command line. */
final class GlobConverter implements ITypeConverter<Glob> {

    @Override
    public Glob convert(String text) {
        try {
            return Glob.parse(text);
        } catch (InvalidRequestException bad) {
            throw new TypeConversionException(bad.getMessage() + " (" + bad.reason() + ")");
        }
    }
}
