package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.path.DustPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that writes at one path, and prints as what the server committed it. */
@Command(footer = CacheOptions.HELP + "the write is kept there, and sent by the next command on this store that reaches the"
        + " server. It is printed as \"pending\" then, without a store_seq, and the exit code is 0.")
abstract class WriteCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class,
            description = "Where: segments joined by /, with ~1 for a / and ~0 for a ~ inside of one.")
    private DustPath path;
    @Option(names = "--fence", paramLabel = "KEY:TOKEN", converter = FenceConverter.class,
            description = "Write only while the lease at KEY is held by TOKEN, as dust run has it in $"
                    + FenceConverter.VARIABLE
                    + ".")
    private FenceConverter.Fence fence;

    @Override
    void check() {
        options();
    }

    private WriteOptions options() {
        WriteOptions options = conditions(WriteOptions.defaults());
        return fence == null ? options : options.fence(fence.lease());
    }

    /** What else has to hold, besides the fence. */
    WriteOptions conditions(WriteOptions options) {
        return options;
    }

    @Override
    final OutboxUse outboxUse() {
        return OutboxUse.WRITES;
    }

    @Override
    final int run(Session session) throws InterruptedException {
        return finish(session, write(session.store().at(path), options()));
    }

    abstract Write write(PathRef at, WriteOptions options);
}
