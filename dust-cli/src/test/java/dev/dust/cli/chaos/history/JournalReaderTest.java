package dev.dust.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.codec.CodecException;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written down is read again. */
class JournalReaderTest {
    private static final List<Note> NOTES = List.of(new Note.Opened("dev_1", true, 7),
            new Note.Called(1, "set", "a/b", Value.from(Map.of("x", List.of(1, 1.0, "y"))), Condition.fence("k", 3), 8),
            new Note.Called(2, "delete", "a", null, Condition.NONE, 8), new Note.Made(1, "op_1"), new Note.Threw(2, "Error"),
            new Note.Answered(1, Note.Ending.ACCEPTED, 5, null), new Note.Answered(1, Note.Ending.UNKNOWN, 0, "timeout"),
            new Note.Heard(5, "lease", "k", LeaseValue.of("me", 5, 9), null, true),
            new Note.Heard(6, "release", "k", null, "op_2", false), new Note.HeardRefusal("op_3", true),
            new Note.Replaced(9), new Note.CounterRead("own/1", 4, 9),
            new Note.Mirrored(9, Map.of("a", new Row(null, 3), "b", new Row(Value.of("\n"), 0))));

    @Test
    void everyNote_isReadAsItWasWritten(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        for (Note note : NOTES) {
            Files.write(file, NoteCodec.encode(note), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Files.writeString(file, "[\"Made\",{\"call\":", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        assertThat(new JournalReader().read(file)).isEqualTo(NOTES);
        assertThat(NOTES.stream().<Class<?>>map(Note::getClass)).contains(Note.class.getPermittedSubclasses());
    }

    @Test
    void journalThatIsNot_hasNoNotes(@TempDir Path directory) throws IOException {
        assertThat(new JournalReader().read(directory.resolve("none"))).isEmpty();
    }

    @Test
    void whatManyClientsHeard_isKeptOnce(@TempDir Path directory) throws IOException {
        var heard = new Note.Heard(6, "set", "a", Value.from(Map.of("x", 1)), "op_2", false);
        Path one = Files.write(directory.resolve("one"), NoteCodec.encode(heard));
        Path other = Files.write(directory.resolve("other"), NoteCodec.encode(heard));
        var reader = new JournalReader();

        assertThat(reader.read(one).getFirst()).isEqualTo(heard).isSameAs(reader.read(other).getFirst());
    }

    @Test
    void lineThatIsNoNote_isAnErrorBeforeTheEnd(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("journal"), "[\"Made\",{\"call\":\n[\"Replaced\",{\"seq\":3}]\n");

        assertThatThrownBy(() -> new JournalReader().read(file)).isInstanceOf(CodecException.class);
    }

    @Test
    void firstNote_isReadAlone(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        assertThat(JournalReader.first(file)).isNull();
        Files.write(file, NoteCodec.encode(NOTES.getFirst()));
        Files.writeString(file, "no note\n", StandardOpenOption.APPEND);
        assertThat(JournalReader.first(file)).isEqualTo(NOTES.getFirst());
        Files.writeString(file, "[\"Opened\",{\"dev");
        assertThat(JournalReader.first(file)).isNull();
    }
}
