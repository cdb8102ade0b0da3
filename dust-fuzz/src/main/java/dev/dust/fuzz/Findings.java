package dev.dust.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Tells of a finding in a form that can be put into a corpus. */
final class Findings {
    private static final int SHOWN = 1_000;
    private static final int SHOWN_TEXT = 200;

    private Findings() {
    }

    static AssertionError report(String target, String where, byte[] input, Throwable what) {
        String base64 = Base64.getMimeEncoder(120, new byte[]{'\n'}).encodeToString(input);
        String shown = base64.length() <= SHOWN ? base64 : base64.substring(0, SHOWN) + "... (" + input.length + " bytes)";
        return new AssertionError("the fuzz target " + target + " breaks its rule: " + what + "\n" + where + ", made small: "
                + text(input) + "\nto be kept in the corpus " + target + " (" + keep(target, base64) + "):\n" + shown, what);
    }

    private static String text(byte[] input) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(input.length, SHOWN_TEXT); i++) {
            text.append(
                    input[i] >= ' ' && input[i] < 0x7f ? String.valueOf((char) input[i]) : String.format("\\x%02x", input[i]));
        }
        return text.toString();
    }

    private static String keep(String target, String base64) {
        try {
            Path file = Files.createDirectories(Path.of("target", "fuzz")).resolve(target + ".base64");
            return Files.writeString(file, base64).toAbsolutePath().toString();
        } catch (IOException e) {
            return "it could not be written: " + e.getMessage();
        }
    }
}
