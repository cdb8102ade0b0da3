package dev.dust.comparison;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import java.util.concurrent.CountDownLatch;

/** A member of Hazelcast's, alone. */
final class HazelcastServerMain {
    private HazelcastServerMain() {
    }

    /** Runs it at the port of the first argument until the process is ended. */
    public static void main(String[] args) throws InterruptedException {
        var config = new Config();
        config.getNetworkConfig().setPort(Integer.parseInt(args[0])).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        Hazelcast.newHazelcastInstance(config);
        new CountDownLatch(1).await();
    }
}
