package dev.dust.cli;

import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.lease.LeaseLoss;
import dev.dust.path.DustPath;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust run}. */
@Command(name = "run", description = {
        "Run a command while a lease is held: wait for the lease, renew it as long as the command runs, and give it back. If the"
                + " lease is lost the command is ended. The exit code is the command's.",
        "The command is told the lease in its environment: $" + FenceConverter.VARIABLE + " for --fence, and $DUST_LEASE_TOKEN,"
                + " the bare token, for whoever else fences; $DUST_STORE, and the server that --url or --context names, but no"
                + " token of that server's."},
        footer = "%nExit codes besides those of the command: 5 the lease is held by somebody else, or was lost; 127 the command"
                + " cannot be run.")
final class RunCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "KEY", converter = PathConverter.class, description = "The path of the lease.")
    private DustPath key;
    @Parameters(index = "2..*", arity = "1..*", paramLabel = "COMMAND",
            description = "The command and its arguments, behind --.")
    private List<String> command;
    @Option(names = "--ttl", paramLabel = "DURATION", converter = DurationConverter.class, defaultValue = "30s",
            description = "After how long others take over if this process dies, " + DurationConverter.FORM
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration ttl;
    @Option(names = "--holder", paramLabel = "NAME", description = "What its holder is called, for others to read.")
    private @Nullable String holder;
    @Option(names = "--wait", paramLabel = "DURATION", converter = DurationConverter.class,
            description = "How long to wait for the lease at most; 0s for not at all (default: as long as it takes).")
    private @Nullable Duration patience;

    @Override
    void check() {
        options();
    }

    private LeaseOptions options() {
        LeaseOptions options = LeaseCommand.options(ttl, holder);
        if (patience == null) {
            return options.waitTimeout(Durations.FOR_EVER);
        }
        return patience.isZero() ? options : options.waitTimeout(patience);
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.LASTS;
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        HeldLease lease = held(session);
        try {
            return supervise(lease, Child.start(command, console(), environmentOf(lease, session)), session);
        } finally {
            giveBack(lease, session);
        }
    }

    private Map<String, String> environmentOf(HeldLease lease, Session session) {
        var variables = new HashMap<>(environment());
        variables.put(FenceConverter.VARIABLE, new FenceConverter.Fence(key, lease.token()).toString());
        variables.put("DUST_LEASE_KEY", key.key());
        variables.put("DUST_LEASE_TOKEN", Long.toString(lease.token()));
        variables.put("DUST_STORE", session.store().name());
        return variables;
    }

    /** Waits until the server has it, too: who closes a connection at once may take back what is on its way. */
    private static void giveBack(HeldLease lease, Session session) {
        lease.close();
        if (session.isConnected()) {
            session.store().flush(session.timeout());
        }
    }

    private HeldLease held(Session session) throws InterruptedException {
        var at = session.store().at(key);
        if (patience != null && patience.isZero()) {
            return Session.answer(at.tryAcquire(options())).orElseThrow(this::heldByAnother);
        }
        try {
            return Session.answer(at.acquire(options()));
        } catch (AnswerTimeoutException notInTime) {
            throw heldByAnother();
        }
    }

    private Failure heldByAnother() {
        return new Failure(ExitCode.NOT_HELD, "somebody else holds the lease at " + key);
    }

    private int supervise(HeldLease lease, Child child, Session session) throws InterruptedException {
        var loss = new AtomicReference<LeaseLoss>();
        lease.onLost(why -> {
            loss.set(why);
            child.end();
        });
        int exitCode = StopSignal.endsWith(child::await, () -> {
            child.end();
            giveBack(lease, session);
            session.close();
            return child.await();
        });
        if (loss.get() != null) {
            throw new Failure(ExitCode.NOT_HELD, "the lease at " + key + " was lost, and the command was ended: "
                    + loss.get().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        return exitCode;
    }
}
