package dev.dust.cli.chaos;

import dev.dust.cli.chaos.history.JournalReader;
import dev.dust.cli.chaos.history.Life;
import dev.dust.cli.chaos.history.Note.Opened;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The files in which clients write down what they do and hear, one for each process. Safe for every thread. */
final class Journals {

    /** The journal of the process of that number. */
    record Journal(int number, Path file) {
    }

    private final Path directory;
    private final List<Journal> journals = new ArrayList<>();

    Journals(Path directory) {
        this.directory = directory;
    }

    /** One for the next process. */
    synchronized Journal next() {
        int number = journals.size() + 1;
        var journal = new Journal(number, directory.resolve("client-" + number + ".jsonl"));
        journals.add(journal);
        return journal;
    }

    /** What they say, where the processes of these numbers have lived to the end. */
    synchronized List<Life> read(Set<Integer> ended) throws IOException {
        var reader = new JournalReader();
        var lives = new ArrayList<Life>();
        for (Journal journal : journals) {
            lives.add(new Life(journal.number(), ended.contains(journal.number()), reader.read(journal.file())));
        }
        return lives;
    }

    /** Those whose processes were killed, and whose outboxes outlive them: as whom each one worked. */
    synchronized Set<String> devicesLeft(Set<Integer> alive) throws IOException {
        var left = new HashSet<String>();
        var taken = new HashSet<String>();
        for (Journal journal : journals) {
            if (JournalReader.first(journal.file()) instanceof Opened opened) {
                if (alive.contains(journal.number())) {
                    taken.add(opened.device());
                } else if (opened.durable()) {
                    left.add(opened.device());
                }
            }
        }
        left.removeAll(taken);
        return left;
    }
}
