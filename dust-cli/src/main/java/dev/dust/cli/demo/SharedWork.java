package dev.dust.cli.demo;

import dev.dust.Flight;
import dev.dust.FlightFunction;
import dev.dust.FlightResult.Source;
import dev.dust.FlightResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Two need the same expensive result: one of them makes it. */
final class SharedWork implements DemoStep {
    private static final String KEY = "artifacts/index";

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        var runs = new AtomicInteger();
        var bothAsked = new CountDownLatch(1);
        FlightFunction work = lease -> {
            bothAsked.await();
            return Flight.publish("index no. " + runs.incrementAndGet());
        };
        CompletableFuture<FlightResult> ann = setup.ann().store().singleFlight(KEY, work);
        CompletableFuture<FlightResult> bob = setup.bob().store().singleFlight(KEY, work);
        bothAsked.countDown();
        FlightResult anns = Check.success("Ann's single-flight", ann);
        FlightResult bobs = Check.success("Bob's single-flight", bob);
        Check.now("what Ann got", "index no. 1", anns.value().plain());
        Check.now("what Bob got", "index no. 1", bobs.value().plain());
        // Who comes a little late finds the result, where the other waits for it.
        Check.now("how many did the work", 1L, Stream.of(anns, bobs).filter(it -> it.source() == Source.COMPUTED).count());
        return "Ann and Bob both need " + KEY + " (single-flight): "
                + (anns.source() == Source.COMPUTED ? "Ann makes it, Bob has her result" : "Bob makes it, Ann has his result");
    }
}
