package dev.dust.cli.demo;

import java.util.Map;

/** What one writes, the other reads. */
final class SharedWrite implements Step {

    @Override
    public String play(Scene scene) throws InterruptedException {
        String written = "{\"title\":\"Hello\"}";
        scene.ann().store().put("posts/hello", Map.of("title", "Hello"));
        Check.now("what Ann reads right after her write", written, scene.ann().sees("posts/hello"));
        Check.soon("what Bob reads", written, () -> scene.bob().sees("posts/hello"));
        return "Ann writes posts/hello: she reads it at once, and so does Bob as soon as the server has it: " + written;
    }
}
