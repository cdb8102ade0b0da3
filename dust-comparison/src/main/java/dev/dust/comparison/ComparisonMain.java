package dev.dust.comparison;

import dev.dust.benchmarks.bare.BareContender;
import dev.dust.benchmarks.comparison.Comparison;
import dev.dust.benchmarks.contender.DustContender;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What {@code dust-comparison/run} runs. Arguments: the document, and the options. */
public final class ComparisonMain {
    private ComparisonMain() {
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        System.exit(Comparison.run(Path.of(args[0]),
                List.of(new DustContender(), new RedissonContender(), new NatsContender(), new EtcdContender(),
                        new HazelcastContender(), new DustOnPostgresContender(), new BareContender()),
                List.of(args).subList(1, args.length), System.out, System.err));
    }
}
