package dev.dust.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Of the libraries. */
final class Versions {
    private Versions() {
    }

    static String of(String library) {
        var versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return library + " " + versions.getProperty(library);
    }
}
