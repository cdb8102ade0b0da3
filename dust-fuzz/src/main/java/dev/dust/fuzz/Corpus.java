package dev.dust.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The inputs that others are made of, and every input that was once a finding.
 *
 * @param samples in the order of their names
 */
public record Corpus(List<Sample> samples) {

    /** An input that is kept; its name says what there is to it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Sample(String name, byte[] bytes) {
    }

    /** Copies {@code samples}. */
    public Corpus {
        samples = List.copyOf(samples);
    }

    /**
     * The samples of the folder {@code corpus/NAME} among the resources of {@code owner}. A file {@code *.lines} has a sample
     * in each line, one that is called {@code *.base64} has it in base64, and any other one is a sample as it is.
     */
    public static Corpus of(Class<?> owner, String name) {
        URL folder = owner.getResource("/corpus/" + name);
        if (folder == null) {
            throw new IllegalArgumentException("there is no corpus " + name);
        }
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return new Corpus(files.sorted().flatMap(Corpus::samples).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<Sample> samples(Path file) {
        try {
            String name = file.getFileName().toString();
            byte[] content = Files.readAllBytes(file);
            if (name.endsWith(".base64")) {
                return Stream.of(new Sample(name, Base64.getMimeDecoder().decode(content)));
            }
            if (!name.endsWith(".lines")) {
                return Stream.of(new Sample(name, content));
            }
            var lines = new ArrayList<Sample>();
            for (String line : new String(content, StandardCharsets.UTF_8).split("\n", 0)) {
                lines.add(new Sample(name + ":" + (lines.size() + 1), line.getBytes(StandardCharsets.UTF_8)));
            }
            return lines.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The samples that {@code form} has another form for, in that form. */
    public Corpus map(Function<byte[], Optional<byte[]>> form) {
        return new Corpus(samples.stream()
                .flatMap(sample -> form.apply(sample.bytes()).map(bytes -> new Sample(sample.name(), bytes)).stream())
                .toList());
    }

    /** These samples and {@code others}. */
    public Corpus and(Corpus others) {
        return new Corpus(Stream.concat(samples.stream(), others.samples.stream()).toList());
    }
}
