package dev.dust.cli;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path on the command line. */
final class PathConverter implements ITypeConverter<Path> {

    @Override
    public Path convert(String text) {
        try {
            return Path.parse(text);
        } catch (InvalidRequestException bad) {
            throw new TypeConversionException(bad.getMessage() + " (" + bad.reason() + ")");
        }
    }
}
