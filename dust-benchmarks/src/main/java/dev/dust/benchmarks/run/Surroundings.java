package dev.dust.benchmarks.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the figures depend on besides the code: the machine and the versions of others' work. */
public final class Surroundings {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Surroundings() {
    }

    /** A line for each: the machine, the JDK, the versions. */
    public static List<String> lines() {
        var lines = new ArrayList<String>();
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        lines.add("%d cores%s, %d GB of memory, %s %s".formatted(system.getAvailableProcessors(), processor(),
                Math.round(1e-9 * system.getTotalMemorySize()), System.getProperty("os.name"), System.getProperty("os.arch")));
        lines.add("JDK " + System.getProperty("java.vendor.version") + ", " + System.getProperty("java.vm.version"));
        lines.add(versions());
        return lines;
    }

    private static String processor() {
        try (Stream<String> info = Files.lines(CPU_INFO)) {
            return info.filter(line -> line.startsWith(MODEL)).map(line -> " of " + line.replaceFirst(".*: *", "")).findFirst()
                    .orElse("");
        } catch (IOException elsewhere) {
            return "";
        }
    }

    private static String versions() {
        var versions = new Properties();
        try (InputStream in = Surroundings.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TreeMap<>(versions).entrySet().stream()
                .map(version -> version.getKey().toString().replace('_', ' ') + " " + version.getValue())
                .collect(Collectors.joining(", "));
    }
}
