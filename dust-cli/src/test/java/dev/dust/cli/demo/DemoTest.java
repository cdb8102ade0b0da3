package dev.dust.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.memory.MemoryCache;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo itself, and that its checks check. */
@Tag("slow")
class DemoTest {
    private final StringWriter out = new StringWriter();

    @Test
    void demo_holds() throws InterruptedException {
        boolean held = Demo.run(MemoryCache::new, new PrintWriter(out));

        assertThat(out.toString().lines()).last().isEqualTo("demo: OK");
        assertThat(held).isTrue();
    }

    @Test
    void failedCheck_saysWhatWasExpectedAndSeen_andEndsTheDemo() throws InterruptedException {
        DemoStep fails = setup -> {
            Check.now("the answer", 42, 41);
            return "never told";
        };
        DemoStep never = setup -> "never played";

        boolean held = Demo.run(List.of(fails, never), () -> new DemoSetup(MemoryCache::new), new PrintWriter(out));

        assertThat(held).isFalse();
        assertThat(out.toString()).doesNotContain("never");
        assertThat(out.toString().lines()).last().isEqualTo("demo: FAILED: the answer: expected 42, seen 41");
    }
}
