package dev.dust.benchmarks.run;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures, prints the table, and writes it into a document. Exit codes: 0 all targets are met, 1 some are not, 2 the arguments
 * are wrong or something failed.
 */
public final class Main {
    private static final String USAGE = """
            usage: run [--quick] [--row NAME]
              --quick     fewer forks, shorter, and smaller stores: some ten minutes
              --row NAME  only rows whose work has NAME in it; docs/performance.md is left as it is""";

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
        List<RowResult> results = results(groups, scale, err);
        out.print(new Table(results).text());
        if (all) {
            new ResultsPage(scale, results, Surroundings.lines()).writeTo(document);
        }
        return results.stream().allMatch(RowResult::isOk) ? 0 : 1;
    }

    private static List<RowResult> results(List<Group> groups, Scale scale, PrintStream progress) throws Exception {
        var measurer = new Measurer(scale);
        var results = new ArrayList<RowResult>();
        for (Group group : groups) {
            List<RowResult> measured = group.results(scale.rounds, measurer::measure);
            progress.print(new Table(measured).body());
            results.addAll(measured);
        }
        return results;
    }
}
