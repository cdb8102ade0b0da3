package dev.dust.hosts;

import dev.dust.Dust;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

/** An application of Quarkus'. */
@QuarkusMain
public class QuarkusApp implements QuarkusApplication {
    @Inject
    Dust dust;

    @Override
    public int run(String... args) throws Exception {
        Roundtrip.run(dust, "quarkus");
        return 0;
    }
}
