package dev.dust.cli;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path on the command line. */
final class PathConverter implements ITypeConverter<DustPath> {

    @Override
    public DustPath convert(String text) {
        try {
            return DustPath.parse(text);
        } catch (InvalidRequestException bad) {
            throw new TypeConversionException(bad.getMessage() + " (" + bad.reason() + ")" + meant(text, DustPath::parse));
        }
    }

    /** The same with no more slashes than it needs, if that would do. */
    static String meant(String text, Consumer<String> parser) {
        String cleaned = text.replaceAll("/{2,}", "/").replaceAll("^/|/$", "");
        try {
            parser.accept(cleaned);
            return "; " + cleaned + " is meant?";
        } catch (InvalidRequestException worse) {
            return "";
        }
    }
}
