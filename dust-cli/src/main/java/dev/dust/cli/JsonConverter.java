package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.Value;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number on the command line, as JSON has it. */
final class JsonConverter implements ITypeConverter<Value> {

    @Override
    public Value convert(String text) {
        try {
            return Json.parse(text);
        } catch (CodecException bad) {
            throw new TypeConversionException(bad.getMessage() + "; a number is meant?");
        }
    }
}
