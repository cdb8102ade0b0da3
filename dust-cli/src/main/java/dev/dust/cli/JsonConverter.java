package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.Value;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A value on the command line, as JSON. */
final class JsonConverter implements ITypeConverter<Value> {

    @Override
    public Value convert(String text) {
        try {
            return Json.parse(text);
        } catch (CodecException bad) {
            boolean looksLikeText = !text.isEmpty() && Character.isLetter(text.charAt(0));
            throw new TypeConversionException(
                    bad.getMessage() + (looksLikeText ? "; a text needs its quotes: '\"text\"'" : ""));
        }
    }
}
