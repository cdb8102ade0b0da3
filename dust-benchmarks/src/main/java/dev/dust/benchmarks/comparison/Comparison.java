package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.run.Surroundings;
import dev.dust.benchmarks.run.WrittenPart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures contenders by turns, prints tables, and writes them into a document. A contender that cannot be had on this
 * machine is said to be missing, and the others are measured.
 */
public final class Comparison {
    private static final WrittenPart PART = new WrittenPart("dust-comparison/run");
    private static final String USAGE = """
            usage: run [--quick] [--row NAME] [--only CONTENDER] [--profile DIRECTORY]
              --quick              shorter, and less history: a third of the time
              --row NAME           only rows whose work has NAME in it; may be repeated
              --only CONTENDER     only Dust and contenders whose name has CONTENDER in it; may be repeated
              --profile DIRECTORY  Flight Recorder's recordings of clients, and of servers in Java, go there
            Unless all of it is measured, docs/performance.md is left as it is.""";

    private final List<Row> rows = Works.all();
    private final Pace pace;
    private final PrintStream progress;

    private Comparison(Pace pace, PrintStream progress) {
        this.pace = pace;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param document   where the tables go, if everything is measured
     * @param contenders the first is ours
     * @param options    those of the usage
     * @param out        is told the results
     * @param err        is told how it goes on
     * @return 0 if it could be done, 1 if ours is not here or has no figure in a row, 2 if the options are wrong
     */
    public static int run(Path document, List<Contender> contenders, List<String> options, PrintStream out, PrintStream err)
            throws IOException {
        ComparisonOptions chosen = ComparisonOptions.parse(options);
        if (chosen == null) {
            err.println(USAGE);
            return 2;
        }
        Stream<Contender> others = contenders.stream().skip(1)
                .filter(contender -> ComparisonOptions.isNamed(contender.name(), chosen.only()));
        Results results = new Comparison(chosen.pace(), err).measure(
                Stream.concat(Stream.of(contenders.getFirst()), others).toList(), chosen.rows(), chosen.recordings());
        if (!results.contenders().contains(contenders.getFirst().name())) {
            return 1;
        }
        out.print(results.text());
        out.print(results.report().spread());
        if (chosen.isAll()) {
            PART.writeTo(document, results.text());
        }
        return results.isComplete() ? 0 : 1;
    }

    /** What came of it. */
    record Results(List<String> contenders, Map<String, String> versions, Map<String, String> absent, List<RowFigures> rows) {
        Report report() {
            return new Report(contenders, rows);
        }

        /** Whether ours has figures in each row. */
        boolean isComplete() {
            return !contenders.isEmpty() && !rows.isEmpty()
                    && rows.stream().allMatch(row -> row.has(contenders.getFirst()));
        }

        String text() {
            String lines = Surroundings.lines().stream().limit(2).map(line -> "- " + line + "\n").collect(Collectors.joining());
            String names = versions.entrySet().stream().map(entry -> "- " + entry.getKey() + ": " + entry.getValue() + "\n")
                    .collect(Collectors.joining());
            String gone = absent.entrySet().stream()
                    .map(entry -> "- " + entry.getKey() + " is not here: " + entry.getValue() + "\n")
                    .collect(Collectors.joining());
            String notes = report().notes();
            return LocalDate.now(ZoneOffset.UTC) + ", `./dust-comparison/run`:\n\n" + lines + names + gone + "\n"
                    + report().figures() + "\n" + report().processors() + (notes.isEmpty() ? "" : "\n" + notes);
        }
    }

    /**
     * Measures.
     *
     * @param parts      of the names of rows; empty for all
     */
    static Results measure(Pace pace, List<Contender> contenders, List<String> parts, PrintStream progress) throws IOException {
        return new Comparison(pace, progress).measure(contenders, parts, null);
    }

    private Results measure(List<Contender> contenders, List<String> parts, @Nullable Path recordings) throws IOException {
        var players = new ArrayList<Player>();
        SequencedMap<String, String> absent = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                try {
                    players.add(Player.start(contender, pace, recordings));
                } catch (IOException notHere) {
                    absent.put(contender.name(), String.valueOf(notHere.getMessage()));
                    progress.println(contender.name() + " is not here: " + notHere.getMessage());
                }
            }
            var results = new ArrayList<RowFigures>();
            for (int i = 0; i < rows.size(); i++) {
                if (ComparisonOptions.isNamed(rows.get(i).work(), parts)) {
                    RowFigures row = measure(i, players);
                    results.add(row);
                    var report = new Report(players.stream().map(Player::name).toList(), List.of(row));
                    progress.print(report.figures() + report.processors() + report.notes());
                }
            }
            var versions = new LinkedHashMap<String, String>();
            players.forEach(player -> versions.put(player.name(), player.versions()));
            return new Results(List.copyOf(versions.sequencedKeySet()), versions, absent, results);
        } finally {
            players.forEach(Player::close);
        }
    }

    /** One row: each opens it, each is measured in each round, each closes it. */
    private RowFigures measure(int number, List<Player> players) throws IOException {
        var result = new RowFigures(rows.get(number));
        var open = new ArrayList<Player>();
        for (Player player : players) {
            if (player.ask("open " + number) instanceof Player.Answer.Not not) {
                result.add(player.name(), not.why());
            } else {
                open.add(player);
            }
        }
        var figures = new HashMap<String, List<Figure>>();
        for (int round = 0; round < pace.rounds; round++) {
            for (Player player : List.copyOf(open)) {
                switch (player.ask("measure")) {
                    case Player.Answer.Done done -> figures.computeIfAbsent(player.name(), name -> new ArrayList<>())
                            .add(Figure.parse(done.what()));
                    case Player.Answer.Not not -> {
                        result.add(player.name(), not.why());
                        figures.remove(player.name());
                        open.remove(player);
                    }
                }
            }
        }
        players.forEach(player -> close(player, result));
        open.forEach(player -> result.add(player.name(), figures.getOrDefault(player.name(), List.of())));
        return result;
    }

    private void close(Player player, RowFigures row) {
        try {
            if (player.ask("close") instanceof Player.Answer.Not not) {
                progress.println(row.row().work() + ", " + player.name() + ", at its end: " + not.why());
            }
        } catch (IOException ended) {
            progress.println(player.name() + ": " + ended.getMessage());
        }
    }
}
