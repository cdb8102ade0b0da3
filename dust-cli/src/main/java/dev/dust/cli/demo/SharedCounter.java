package dev.dust.cli.demo;

import dev.dust.DustStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Increments add up, whoever makes them and in whatever order they arrive. */
final class SharedCounter implements DemoStep {
    private static final String COUNTER = "counters/visits";

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        DustStore ann = setup.ann().store();
        DustStore bob = setup.bob().store();
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(ann.increment(COUNTER, 1).committed());
            answers.add(bob.increment(COUNTER, 10).committed());
        }
        for (CompletableFuture<Long> answer : answers) {
            Check.success("an increment", answer);
        }
        Check.soon("the sum that Ann sees", "110", () -> setup.ann().sees(COUNTER));
        Check.soon("the sum that Bob sees", "110", () -> setup.bob().sees(COUNTER));
        return "Both increment " + COUNTER + " at once, Ann ten times by 1 and Bob ten times by 10: both see the sum, 110";
    }
}
