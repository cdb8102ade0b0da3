package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.HeldLease;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.cli.Main;
import dev.dust.cli.chaos.process.ChildJvm;
import dev.dust.server.local.LocalOptions;
import dev.dust.server.local.LocalTransport;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.time.SystemTime;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.htmlunit.BrowserVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;

/** An application without a server, and a person at the console of one, on the same PostgreSQL. */
@Tag("postgres")
@Timeout(120)
class ConsoleTogetherTest {
    private static final String LISTENING = "listening on ";

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 6_000 && !holds(condition); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(holds(condition)).as(what).isTrue();
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StaleElementReferenceException changed) {
            return false;
        }
    }

    private static void awaitText(WebDriver browser, String id, String text) throws InterruptedException {
        await(id + " shows " + text, () -> browser.findElement(By.id(id)).getText().contains(text));
    }

    private static void type(WebDriver browser, String id, String text) {
        WebElement field = browser.findElement(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    private static WebDriver browserAt(URI server) {
        Logger.getLogger("org.htmlunit").setLevel(Level.SEVERE);
        var browser = new HtmlUnitDriver(BrowserVersion.CHROME, true);
        browser.get("http://" + server.getAuthority() + "/");
        return browser;
    }

    @Test
    void jvmWithLocalTransport_andConsoleOfAnotherNode_seeEachOthersWrites() throws InterruptedException {
        TestDatabase database = TestPostgres.newDatabase();
        try (ChildJvm node = ChildJvm.start(List.of("-Xmx256m"), Main.class,
                List.of("serve", "--port", "0", "--ledger", "postgres", "--jdbc", database.url()),
                ProcessBuilder.Redirect.INHERIT);
                var time = new SystemTime();
                var dust = new Dust(new MemoryCache(),
                        LocalTransport.on(() -> PostgresLedger.open(database.url(), null, null,
                                PostgresLedgerOptions.defaults().timeout(Duration.ofMinutes(1))), LocalOptions.defaults()),
                        new JacksonCodecs(), DustOptions.defaults().deviceId("dev_jvm").time(time))) {
            String line = node.nextLine(Duration.ofSeconds(60));
            assertThat(line).startsWith(LISTENING);
            DustStore store = dust.store(Fleet.STORE);
            get(store.ready());
            WebDriver browser = browserAt(URI.create(line.substring(LISTENING.length())));
            try {
                type(browser, "token", "any");
                type(browser, "store", Fleet.STORE);
                browser.findElement(By.cssSelector("#connect button")).click();
                awaitText(browser, "status", "Connected");

                get(store.put("from-the-jvm", "good morning").committed());
                awaitText(browser, "tree", "good morning");
                awaitText(browser, "events", "dev_jvm");
                HeldLease lease = get(store.at("jobs/nightly").acquire());
                awaitText(browser, "leases", "jobs/nightly");
                lease.close();
                await("the lease is gone from the page",
                        () -> !browser.findElement(By.id("leases")).getText().contains("jobs/nightly"));

                type(browser, "path", "from-the-console");
                type(browser, "value", "{\"n\": 42}");
                browser.findElement(By.id("send")).click();
                awaitText(browser, "answer", "Committed as");
                await("what was written at the console, in the JVM", () -> store.get("from-the-console/n").isPresent());
                assertThat(store.get("from-the-console/n").plain()).isEqualTo(42L);
            } finally {
                browser.quit();
            }
        }
    }
}
