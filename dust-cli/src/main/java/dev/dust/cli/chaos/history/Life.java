package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Answered;
import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.Opened;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one process of a client wrote down.
 *
 * @param number its number in the run
 * @param ended  whether it lived to the end of the run; else it was killed
 * @param notes  in order
 */
public record Life(int number, boolean ended, List<Note> notes) {
    /** Copies the list. */
    public Life {
        notes = List.copyOf(notes);
    }

    /** The path of the counter that the process of that number increments by 1, and nobody else. */
    public static String counter(int number) {
        return "own/" + number;
    }

    /** When it opened its cache, and as whom; null if it did not come so far. */
    public @Nullable Opened opened() {
        return of(Opened.class).findFirst().orElse(null);
    }

    /** Whether what it kept outlives it. */
    public boolean isDurable() {
        return opened() != null && opened().durable();
    }

    /** Its device id; null if it did not come so far. */
    public @Nullable String device() {
        return opened() == null ? null : opened().device();
    }

    /** Its notes of one kind. */
    <T extends Note> Stream<T> of(Class<T> kind) {
        return notes.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Its answers, by the call's number. */
    Map<Long, Answered> answers() {
        var answers = new HashMap<Long, Answered>();
        of(Answered.class).forEach(answer -> answers.put(answer.call(), answer));
        return answers;
    }

    /** Its calls, by number. */
    Map<Long, Called> calls() {
        var calls = new HashMap<Long, Called>();
        of(Called.class).forEach(call -> calls.put(call.call(), call));
        return calls;
    }

    @Override
    public String toString() {
        return "client " + number + (device() == null ? "" : " (" + device() + ")");
    }
}
