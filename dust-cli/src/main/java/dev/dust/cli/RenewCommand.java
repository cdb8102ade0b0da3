package dev.dust.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust renew}. */
@Command(name = "renew", description = "Move the end of a lease, and print it. Exit code 5 if it is not held any more.")
final class RenewCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "KEY:TOKEN", converter = FenceConverter.class,
            description = "The lease, as dust lease prints it as \"fence\".")
    private FenceConverter.Fence fence;
    @Option(names = "--ttl", paramLabel = "DURATION", converter = DurationConverter.class, defaultValue = "30s",
            description = "How long it lasts from now on (default: ${DEFAULT-VALUE}).")
    private Duration ttl;

    @Override
    void check() {
        LeaseCommand.options(ttl, null);
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        print(LeaseCommand.json(Session.answer(session.store().renew(fence.lease(), ttl))));
        return ExitCode.DONE;
    }
}
