package dev.dust.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust release}. */
@Command(name = "release",
        description = "Give a lease back. Prints whether it was there to be given back; that it was not is no"
                + " error.")
final class ReleaseCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "KEY:TOKEN", converter = FenceConverter.class,
            description = "The lease, as dust lease prints it as \"fence\".")
    private FenceConverter.Fence fence;

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        print(Json.object("released", Session.answer(session.store().release(fence.lease()))));
        return ExitCode.DONE;
    }
}
