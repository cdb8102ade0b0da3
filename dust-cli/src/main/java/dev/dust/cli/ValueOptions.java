package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a value on the command line is read. */
final class ValueOptions {
    /** What a value may be, for the help of the commands that take one. */
    static final String FORMS = "as JSON; - takes it from standard input, @FILE from a file.";

    private static final List<String> WORDS = List.of("true", "false", "null");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;
    @Option(names = "--raw", description = "Take the value as a text, as it stands, and not as JSON.")
    private boolean raw;

    /**
     * The value that an argument stands for.
     *
     * @throws ParameterException if it is none, or cannot be read
     */
    Value value(String argument) {
        String text = text(argument);
        if (raw) {
            return Value.of(text);
        }
        try {
            return Json.parse(text);
        } catch (CodecException bad) {
            throw mistake(bad.getMessage() + meant(text));
        }
    }

    /** The two usual mistakes: a text without its quotes, and quotes that the shell has taken away. */
    private static String meant(String text) {
        String word = Nearest.meant(text, WORDS);
        if (!word.isEmpty()) {
            return word;
        }
        boolean looksLikeText = !text.isEmpty() && Character.isLetter(text.charAt(0));
        if (looksLikeText) {
            return "; a text needs its quotes, '\"text\"', or --raw";
        }
        boolean lacksQuotes = (text.startsWith("{") || text.startsWith("[")) && text.indexOf('"') < 0;
        return lacksQuotes
                ? "; names and texts need double quotes, and the whole single ones for the shell: '{\"name\":\"text\"}'"
                : "";
    }

    private String text(String argument) {
        if (argument.equals("-") || argument.equals("@-")) {
            return DustCommand.of(command).console().text();
        }
        return argument.startsWith("@") ? content(argument.substring(1)) : argument;
    }

    private String content(String file) {
        try {
            return Console.text(Files.readAllBytes(Path.of(file)), file);
        } catch (IOException e) {
            throw mistake(file + " cannot be read: " + Failure.why(e));
        } catch (InvalidPathException e) {
            throw mistake(file + " is no name of a file");
        }
    }

    private ParameterException mistake(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
