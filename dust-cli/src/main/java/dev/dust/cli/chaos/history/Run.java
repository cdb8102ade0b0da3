package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Answered;
import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.Ending;
import dev.dust.cli.chaos.history.Note.Heard;
import dev.dust.cli.chaos.history.Note.HeardRefusal;
import dev.dust.cli.chaos.history.Note.Made;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that is known of a run. */
public final class Run {

    /** A write that was kept: what its client knows of it. */
    record Write(Life life, Called called, String opId, @Nullable Answered answer) {
        @Override
        public String toString() {
            return called.op() + " " + called.path() + " " + called.operand() + " (" + opId + ") of " + life;
        }
    }

    private final ServerHistory history;
    private final List<Life> lives;
    private final long leaseMillis;
    private final Map<String, Write> writes = new LinkedHashMap<>();
    private final Map<String, Set<Long>> saidDuplicate = new HashMap<>();
    private final Set<String> saidDuplicateOfRefusal = new HashSet<>();
    private final Map<String, Set<Long>> heardByWriter = new HashMap<>();

    /**
     * What was written down.
     *
     * @param history     by the server
     * @param lives       by every process of every client
     * @param leaseMillis for how long every lease is taken and renewed
     */
    public Run(ServerHistory history, List<Life> lives, long leaseMillis) {
        this.history = history;
        this.lives = lives.stream().filter(life -> life.opened() != null)
                .sorted(Comparator.comparingLong(life -> Objects.requireNonNull(life.opened(), "opened").atMillis())).toList();
        this.leaseMillis = leaseMillis;
        this.lives.forEach(this::indexWrites);
        this.lives.forEach(this::indexHeard);
    }

    private void indexWrites(Life life) {
        Map<Long, Called> calls = life.calls();
        Map<Long, Answered> answers = life.answers();
        life.of(Made.class).forEach(made -> writes.put(made.opId(),
                new Write(life, Objects.requireNonNull(calls.get(made.call()), "call"), made.opId(),
                        answers.get(made.call()))));
    }

    private void indexHeard(Life life) {
        life.of(Heard.class).filter(event -> event.opId() != null).forEach(event -> {
            if (event.maybeDuplicate()) {
                saidDuplicate.computeIfAbsent(event.opId(), id -> new HashSet<>()).add(event.seq());
            }
            Write write = writes.get(event.opId());
            if (write != null && Objects.equals(write.life().device(), life.device())) {
                heardByWriter.computeIfAbsent(event.opId(), id -> new HashSet<>()).add(event.seq());
            }
        });
        life.of(HeardRefusal.class).filter(HeardRefusal::maybeDuplicate)
                .forEach(refusal -> saidDuplicateOfRefusal.add(refusal.opId()));
    }

    /** How much there was, in one line for people. */
    public String figures() {
        long calls = lives.stream().mapToLong(life -> life.of(Called.class).count()).sum();
        long heardOf = lives.stream().mapToLong(life -> life.of(Heard.class).count()).sum();
        long unknown = writes.values().stream()
                .filter(write -> write.answer() != null && write.answer().ending() == Ending.UNKNOWN)
                .count();
        return calls + " calls by " + lives.size() + " processes, " + history.events().size() + " ops committed, heard of "
                + heardOf + " times; " + unknown + " writes not answered in time, " + saidDuplicate.size()
                + " said to be perhaps there twice, " + history.compactions() + " times history forgotten";
    }

    ServerHistory history() {
        return history;
    }

    /** The processes that came so far as to open their cache, in the order in which they did. */
    List<Life> lives() {
        return lives;
    }

    long leaseMillis() {
        return leaseMillis;
    }

    /** The writes of one process after the other, each one's in order. */
    List<Write> writes() {
        return new ArrayList<>(writes.values());
    }

    /** The write of that client_op_id; null if no process says that it made it. */
    @Nullable
    Write write(@Nullable String opId) {
        return writes.get(opId);
    }

    /** Whether the writer's client, as far as it lived to hear of the op, said that the write may have taken effect twice. */
    boolean wasSaid(Write write, Committed last) {
        return saidDuplicate.getOrDefault(write.opId(), Set.of()).contains(last.seq())
                || !heardByWriter.getOrDefault(write.opId(), Set.of()).contains(last.seq());
    }

    /** Whether it was said of the refusal that the write may have taken effect all the same. */
    boolean wasSaidOfRefusal(Write write) {
        return saidDuplicateOfRefusal.contains(write.opId());
    }
}
