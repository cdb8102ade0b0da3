package dev.dust.cli.demo;

import dev.dust.DustFile;
import dev.dust.FileOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A file that one stores is fetched by the other, and compared with its hash. */
final class FetchedFile implements DemoStep {
    private static final String PATH = "posts/hello/cover";

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        byte[] content = "a picture of a sunrise".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Check.success("Ann's file", setup.ann().store()
                .at(PATH).putFile(content, FileOptions.defaults().filename("cover.png").contentType("image/png")).committed());
        Check.soon("whether Bob has the reference", true, () -> setup.bob().store().file(PATH).isPresent());
        DustFile file = setup.bob().store().file(PATH).orElseThrow();
        byte[] fetched = Check.success("Bob's download", CompletableFuture.supplyAsync(file::bytes));
        Check.now("what Bob fetched", new String(content, StandardCharsets.UTF_8), new String(fetched, StandardCharsets.UTF_8));
        return "Ann stores a file of " + content.length + " bytes at " + PATH
                + "; Bob fetches it over HTTP, checked by its hash";
    }
}
