/** The command {@code dust}. */
module dev.dust.cli {
    requires com.zaxxer.hikari;
    requires dev.dust.adapter.jackson;
    requires dev.dust.adapter.memory;
    requires dev.dust.adapter.postgres;
    requires dev.dust.adapter.ws;
    requires dev.dust.domain;
    requires dev.dust.testkit;
    requires info.picocli;
    requires java.logging;
    requires java.sql;

    // Picocli makes the commands and fills in their options.
    opens dev.dust.cli to info.picocli;
}
