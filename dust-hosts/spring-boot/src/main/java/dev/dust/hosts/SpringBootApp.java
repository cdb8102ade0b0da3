package dev.dust.hosts;

import dev.dust.Dust;
import javax.sql.DataSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application of Spring Boot's: the client is a bean, which the context closes. */
@SpringBootApplication
public class SpringBootApp {

    @Bean
    Dust dust(DataSource connections) {
        return Roundtrip.isOnPostgres() ? Roundtrip.over(connections) : Dust.builder().fromEnvironment().set("dust.cache", "memory").build();
    }

    @Bean
    ApplicationRunner roundtrip(Dust dust) {
        return arguments -> Roundtrip.run(dust, "spring-boot");
    }

    public static void main(String[] args) {
        SpringApplication.run(SpringBootApp.class, args).close();
        System.out.println("ended");
    }
}
