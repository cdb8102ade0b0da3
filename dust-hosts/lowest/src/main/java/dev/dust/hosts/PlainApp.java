package dev.dust.hosts;

import dev.dust.Dust;

/** An application without a framework. */
public final class PlainApp {
    private PlainApp() {
    }

    public static void main(String[] args) throws Exception {
        try (Dust dust = Dust.builder().fromEnvironment().set("dust.cache", Roundtrip.isOnPostgres() ? "postgres" : "memory").build()) {
            Roundtrip.run(dust, "plain");
        }
        System.out.println("ended");
    }
}
