package dev.dust.hosts;

import dev.dust.Dust;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The client is a bean, which the application's end closes. */
@ApplicationScoped
public class Clients {

    @Produces
    @Singleton
    Dust dust(DataSource connections) {
        return Roundtrip.isOnPostgres() ? Roundtrip.over(connections) : Dust.builder().fromEnvironment().set("dust.cache", "memory").build();
    }

    void close(@Disposes Dust dust) {
        dust.close();
        System.out.println("ended");
    }
}
