package dev.dust.cli;

import dev.dust.LeaseOptions;
import dev.dust.lease.Lease;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust lease}. */
@Command(name = "lease",
        description = "Take a lease that nobody renews, and print it. Exit code 5 if somebody else holds it. What"
                + " it prints as \"fence\" is what --fence, dust renew and dust release take.")
final class LeaseCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "KEY", converter = PathConverter.class, description = "The path of the lease.")
    private DustPath key;
    @Option(names = "--ttl", paramLabel = "DURATION", converter = DurationConverter.class, defaultValue = "30s",
            description = "How long it lasts, " + DurationConverter.FORM + " (default: ${DEFAULT-VALUE}).")
    private Duration ttl;
    @Option(names = "--holder", paramLabel = "NAME", description = "What its taker is called, for others to read.")
    private @Nullable String holder;

    @Override
    void check() {
        options();
    }

    private LeaseOptions options() {
        return options(ttl, holder);
    }

    /** What a lease is to be like. */
    static LeaseOptions options(Duration ttl, @Nullable String holder) {
        LeaseOptions options = LeaseOptions.defaults().ttl(ttl);
        return holder == null ? options : options.holder(holder);
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        Lease lease = Session.answer(session.store().at(key).lease(options()))
                .orElseThrow(() -> new Failure(ExitCode.NOT_HELD, "somebody else holds the lease at " + key));
        print(json(lease));
        return ExitCode.DONE;
    }

    /** A lease, as commands print it. */
    static Value json(Lease lease) {
        return Json.object("key", lease.key().key(), "token", lease.token(), "fence",
                new FenceConverter.Fence(lease.key(), lease.token()).toString(), "expires_at", lease.expiresAt().toString(),
                "holder", lease.holder());
    }
}
