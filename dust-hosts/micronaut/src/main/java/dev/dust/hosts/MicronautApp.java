package dev.dust.hosts;

import dev.dust.Dust;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** An application of Micronaut's: the client is a bean, which the context closes. */
@Factory
public class MicronautApp {

    @Singleton
    @Bean(preDestroy = "close")
    Dust dust() {
        return Dust.builder().fromEnvironment().set("dust.cache", Roundtrip.isOnPostgres() ? "postgres" : "memory").build();
    }

    public static void main(String[] args) throws Exception {
        try (ApplicationContext context = ApplicationContext.run()) {
            Roundtrip.run(context.getBean(Dust.class), "micronaut");
        }
        System.out.println("ended");
    }
}
