package dev.dust.cli.demo;

/** One thing that Dust does. */
interface DemoStep {

    /**
     * Does it, and checks that it was done.
     *
     * @return what happened, in one sentence for somebody who has never heard of Dust
     * @throws CheckFailed if something else happened
     */
    String play(DemoSetup setup) throws InterruptedException;
}
