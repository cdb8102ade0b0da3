package dev.dust.benchmarks.server;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.socket.Times;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Events a second that the members of one store on one server have heard, all members' together. Arguments: how many members,
 * how many events, how often; the median counts, so that the first time is a warm-up.
 */
public final class MembersOfOneStore implements Program {

    /** For the runner. */
    public MembersOfOneStore() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int members = Integer.parseInt(arguments.get(0));
        int events = Integer.parseInt(arguments.get(1));
        try (var nodes = new Nodes(1); var crowd = new Crowd()) {
            for (int i = 0; i < members; i++) {
                var member = new RawMember(nodes.port(0), "dev_" + i);
                crowd.add(member.channel(), member.frames());
            }
            DustStore writer = nodes.client(0).store();
            var number = new AtomicInteger();
            return (double) members * events / Times.median(Integer.parseInt(arguments.get(2)), () -> {
                long began = System.nanoTime();
                for (int i = 0; i < events; i++) {
                    int next = number.getAndIncrement();
                    CompletableFuture<?> written = writer.putAsync(Data.key(next % AckedOnPostgres.PATHS), Data.text(next));
                    if (i == events - 1) {
                        written.join();
                    }
                }
                crowd.await((long) members * events);
                return Times.secondsSince(began);
            });
        }
    }
}
