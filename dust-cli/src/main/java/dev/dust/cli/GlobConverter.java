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
            // "**" stands for all that is below, and so at the end alone.
            String meant = PathConverter.meant(text.replaceAll("\\*\\*(?=/.)", "*"), Glob::parse);
            throw new TypeConversionException(bad.getMessage() + " (" + bad.reason() + ")" + meant);
        }
    }
}
