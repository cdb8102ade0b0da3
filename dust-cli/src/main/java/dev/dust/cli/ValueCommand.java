package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that writes a value. */
abstract class ValueCommand extends WriteCommand {
    @Parameters(index = "2", paramLabel = "JSON", description = "The value, " + ValueOptions.FORMS)
    private String json;
    @Mixin
    private ValueOptions values;
    private @Nullable Value value;

    @Override
    void check() {
        super.check();
        value = values.value(json);
        check(value);
    }

    /** Finds out what is wrong with the value. */
    void check(Value given) {
        // Most commands take any.
    }

    @Override
    final Write write(PathRef at, WriteOptions options) {
        return write(at, Objects.requireNonNull(value, "value"), options);
    }

    abstract Write write(PathRef at, Value given, WriteOptions options);
}
