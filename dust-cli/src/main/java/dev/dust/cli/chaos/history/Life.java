package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Answered;
import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /** What the journal in {@code file} says. Of a process that was killed the last line may be torn: it does not count. */
    public static Life read(int number, boolean ended, Path file) throws IOException {
        var notes = new ArrayList<Note>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().map(NoteCodec::decode).forEach(notes::add);
        }
        return new Life(number, ended, notes);
    }

    /** When it opened its cache, and as whom; null if it did not come so far. */
    public Opened opened() {
        return of(Opened.class).findFirst().orElse(null);
    }

    /** Whether what it kept outlives it. */
    public boolean isDurable() {
        return opened() != null && opened().durable();
    }

    /** Its device id; null if it did not come so far. */
    public String device() {
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
