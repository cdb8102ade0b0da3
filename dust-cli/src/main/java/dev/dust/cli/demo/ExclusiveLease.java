package dev.dust.cli.demo;

import dev.dust.DustStore;
import dev.dust.LeaseOptions;
import dev.dust.WriteOptions;
import dev.dust.lease.Lease;
import java.time.Duration;
import java.util.Optional;

/** Only one holds a lease, and only its holder's fenced writes pass. */
final class ExclusiveLease implements DemoStep {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final String KEY = "jobs/nightly";

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        DustStore ann = setup.ann().store();
        DustStore bob = setup.bob().store();
        Lease held = Check.success("Ann's lease", ann.at(KEY).lease(LeaseOptions.defaults().ttl(TTL)))
                .orElseThrow(() -> new CheckFailed("Ann's lease", "a lease", "held by somebody else"));
        Check.now("Bob's lease of the same", Optional.empty(),
                Check.success("Bob's lease", bob.at(KEY).lease(LeaseOptions.defaults().ttl(TTL))));
        Check.success("Ann's fenced write", ann.at("jobs/result").put(1, WriteOptions.defaults().fence(held)).committed());
        Check.now("whether Ann gives it back", true, Check.success("Ann's release", ann.release(held)));
        Check.now("whether Bob gets it now", true,
                Check.success("Bob's second attempt", bob.at(KEY).lease(LeaseOptions.defaults().ttl(TTL))).isPresent());
        Check.refusal("Ann's write with her old lease", "fenced",
                ann.at("jobs/result").put(2, WriteOptions.defaults().fence(held)).committed());
        return "Ann holds the lease " + KEY
                + ", so Bob does not get it. She gives it back and he does; now a write with her old"
                + " lease is refused (fenced)";
    }
}
