package dev.dust.benchmarks.run;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures, prints the table, and writes it into a document. Exit codes: 0 all targets are met, 1 some are not, 2 the arguments are
 * wrong or something failed.
 */
public final class Main {
    private static final String USAGE = """
            usage: run [--quick] [--row NAME]
              --quick     fewer forks, shorter, and smaller stores: a few minutes
              --row NAME  only rows whose work has NAME in it; docs/performance.md is left as it is""";

    /** How often a group is measured at the most. */
    private static final int TIMES = 3;

    private Main() {
    }

    /**
     * Runs it.
     *
     * @param args the document first, then the options of the usage
     */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        try {
            System.exit(run(Path.of(args[0]), List.of(args).subList(1, args.length), System.out, System.err));
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(2);
        }
    }

    private static int run(Path document, List<String> options, PrintStream out, PrintStream err) throws Exception {
        var rest = new ArrayList<>(options);
        Scale scale = rest.remove("--quick") ? Scale.QUICK : Scale.FULL;
        boolean all = rest.isEmpty();
        if (!all && (rest.size() != 2 || !rest.getFirst().equals("--row"))) {
            err.println(USAGE);
            return 2;
        }
        List<Group> groups = all ? Rows.at(scale) : Rows.at(scale, rest.getLast());
        if (groups.isEmpty()) {
            err.println("no row has " + rest.getLast() + " in its work");
            return 2;
        }
        List<Outcome> outcomes = outcomes(groups, new Measurer(scale), err);
        out.print(new Table(outcomes).text());
        if (all) {
            new Report(scale, outcomes, Surroundings.lines()).writeTo(document);
        }
        return outcomes.stream().allMatch(Outcome::isOk) ? 0 : 1;
    }

    private static List<Outcome> outcomes(List<Group> groups, Measurer measurer, PrintStream progress) throws Exception {
        var outcomes = new ArrayList<Outcome>();
        for (Group group : groups) {
            List<Outcome> measured = outcomes(group, measurer);
            progress.print(new Table(measured).body());
            outcomes.addAll(measured);
        }
        return outcomes;
    }

    /** A group with a row that is short is measured again: it may have been the machine, or the compiler. All figures count. */
    private static List<Outcome> outcomes(Group group, Measurer measurer) throws Exception {
        var series = new Series();
        List<Outcome> outcomes = List.of();
        for (int time = 0; time < (group.exact() ? 1 : TIMES); time++) {
            measure(group, measurer, series);
            outcomes = group.rows().stream().map(series::outcome).toList();
            if (outcomes.stream().allMatch(Outcome::isOk)) {
                break;
            }
        }
        return outcomes;
    }

    private static void measure(Group group, Measurer measurer, Series series) throws Exception {
        for (int round = 0; round < group.rounds(); round++) {
            for (Side side : group.sides()) {
                series.add(side, measurer.measure(side));
            }
        }
    }
}
