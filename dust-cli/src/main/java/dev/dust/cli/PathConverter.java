package dev.dust.cli;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path on the command line. */
final class PathConverter implements ITypeConverter<DustPath> {

    @Override
    public DustPath convert(String text) {
        try {
            return DustPath.parse(text);
        } catch (InvalidRequestException bad) {
            throw new TypeConversionException(bad.getMessage() + " (" + bad.reason() + ")");
        }
    }
}
