package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is the application's stays as it was. */
class GlobalStateTest {

    @Test
    void propertiesThatSilenceJooq_areSetForAMomentOnly() throws ClassNotFoundException {
        Class.forName(Database.class.getName());
        assertThat(System.getProperty("org.jooq.no-logo")).isNull();
        assertThat(System.getProperty("org.jooq.no-tips")).isNull();
    }
}
