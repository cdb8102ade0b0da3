package dev.dust.cli.demo;

import java.util.Map;

/** What one writes, the other reads. */
final class SharedWrite implements DemoStep {

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        String written = "{\"title\":\"Hello\"}";
        setup.ann().store().put("posts/hello", Map.of("title", "Hello"));
        Check.now("what Ann reads right after her write", written, setup.ann().sees("posts/hello"));
        Check.soon("what Bob reads", written, () -> setup.bob().sees("posts/hello"));
        return "Ann writes posts/hello: she reads it at once, and so does Bob as soon as the server has it: " + written;
    }
}
