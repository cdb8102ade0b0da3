package dev.dust.benchmarks.heap;

import dev.dust.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The smallest heap in which Jackson can read the frame of {@link SnapshotPeak} into its own tree, as a multiple of the frame.
 * Arguments: how many entries, how exactly.
 */
public final class TreePeak implements Program {

    /** For the runner. */
    public TreePeak() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        byte[] frame = SnapshotFrame.of(Integer.parseInt(arguments.getFirst()));
        Path file = Files.createTempFile("dust-snapshot", ".json");
        try {
            Files.write(file, frame);
            return new PeakHeap(Reader.class, List.of(file.toString())).inFrames(frame.length,
                    Double.parseDouble(arguments.get(1)));
        } finally {
            Files.delete(file);
        }
    }

    /** The reader. Arguments: the file with the frame. */
    public static final class Reader {
        private Reader() {
        }

        /** Runs it. */
        public static void main(String[] args) throws IOException {
            byte[] frame = Files.readAllBytes(Path.of(args[0]));
            if (new JsonMapper().readTree(frame).isEmpty()) {
                throw new IllegalStateException("the frame is empty");
            }
        }
    }
}
