package dev.dust.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.RawClient;
import dev.dust.server.ServerOptions;
import dev.dust.server.UnrulyLedger;
import dev.dust.server.access.Access;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The console shows what is in a store, as it happens, and writes. */
@Tag("slow")
@Tag("browser")
class ConsoleTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();
    private static final String STORE = "james/blog";
    private static final String TOPIC = "store:" + STORE;

    private final Server server = Server.start(ServerOptions.defaults()
            .tokens(Map.of("dust_tok_all", Access.all(), "dust_tok_reader", Access.readOnly().onlyStores(STORE)))
            .stores(Set.of(STORE, "ann/shop")));
    private WebDriver browser;
    private RawClient client;
    private String joinRef;

    @BeforeEach
    void open(@TempDir Path profile) {
        client = RawClient.json(server.url(), "dev_other", "dust_tok_all");
        joinRef = client.join(STORE, 0);
        browser = Browsers.open(profile);
        browser.get(server.httpUrl() + "/");
    }

    @AfterEach
    void close() {
        browser.quit();
        client.close();
        server.close();
    }

    private void write(String op, String path, Object value) {
        client.send(joinRef, TOPIC, "write", (MapValue) Value.from(Map.of("op", op, "path", path, "value", value)));
    }

    private void connect(String token) {
        type("token", token);
        type("store", STORE);
        browser.findElement(By.cssSelector("#connect button")).click();
    }

    private void type(String id, String text) {
        WebElement field = browser.findElement(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    private String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    /** Looks now and then: the page's own scripts wait for whoever looks. */
    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            assertThat(System.nanoTime()).as("waited for: %s, and the page's status is: %s", what, text("status"))
                    .isLessThan(end);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StaleElementReferenceException changed) {
            return false;
        }
    }

    private void awaitText(String id, String... parts) {
        await(id + " says " + String.join(", ", parts), () -> {
            String text = text(id);
            return Arrays.stream(parts).allMatch(text::contains);
        });
    }

    private void toggle(String name) {
        browser.findElement(By.cssSelector("button[aria-label='Open " + name + "']")).click();
    }

    @Test
    void rowsThatAreThere_areATree() {
        write("set", "posts/hello", Map.of("title", "Hello", "views", 1.5));
        write("set", "settings/a~1b", "slash");
        connect("dust_tok_all");
        awaitText("status", "Connected: 3 rows, store_seq 2");

        awaitText("tree", "posts", "settings");
        toggle("posts");
        toggle("hello");
        awaitText("tree", "title", "\"Hello\"", "views", "1.5");
        toggle("settings");
        awaitText("tree", "a/b", "\"slash\"");
    }

    @Test
    void changes_areShownAsTheyCome_inTheTreeAndAsEvents() {
        write("set", "n", 1);
        connect("dust_tok_all");
        awaitText("status", "1 row, store_seq 1");
        write("increment", "n", 41);
        write("set", "posts/hello", "<b>no markup</b>");
        awaitText("tree", "42");
        awaitText("events", "increment", "42", "posts/hello", "<b>no markup</b>", "dev_other");

        write("delete", "posts", "");
        write("add", "tags", "java");
        awaitText("status", "2 rows, store_seq 5");
        assertThat(text("tree")).doesNotContain("posts");
        awaitText("tree", "[\"java\"]");
    }

    @Test
    void whatIsTypedIn_isWritten_andTheAnswerIsShown() {
        connect("dust_tok_all");
        awaitText("status", "Connected");
        type("path", "posts/hello");
        type("value", "{\"title\": \"Hello\", \"big\": 12345678901234567890}");
        browser.findElement(By.id("send")).click();
        awaitText("answer", "Committed as 1");
        awaitText("tree", "posts");
        assertThat(client.next("event").payload().get("value"))
                .isEqualTo(Value.from(Map.of("title", "Hello", "big", new BigInteger("12345678901234567890"))));

        new Select(browser.findElement(By.id("op"))).selectByValue("increment");
        type("value", "\"many\"");
        browser.findElement(By.id("send")).click();
        awaitText("answer", "Refused: increment_requires_number_value");

        type("value", "no JSON");
        browser.findElement(By.id("send")).click();
        awaitText("answer", "The value is no JSON");
    }

    @Test
    void leasesMembersAndStores_areShown_thoseThatTheTokenMaySee() {
        client.send(joinRef, TOPIC, "write", (MapValue) Value
                .from(Map.of("op", "lease", "path", "jobs/nightly", "ttl_ms", 60_000, "holder", "worker-7")));
        connect("dust_tok_reader");
        awaitText("leases", "jobs/nightly: worker-7, token 1");
        awaitText("members", "dev_other");
        awaitText("store-list", STORE);
        assertThat(text("store-list")).doesNotContain("ann/shop");

        type("path", "a");
        type("value", "1");
        browser.findElement(By.id("send")).click();
        awaitText("answer", "Refused: missing_scope");
    }

    @Test
    void storesOfATokenAreButtons_thatOpenThem() {
        write("set", "n", 1);
        type("token", "dust_tok_all");
        browser.findElement(By.cssSelector("#connect button")).click();
        awaitText("status", "Which store?");
        awaitText("store-list", "ann/shop: 0 rows", STORE + ": 1 row, store_seq 1");
        browser.findElement(By.xpath("//button[starts-with(., '" + STORE + "')]")).click();
        awaitText("status", "Connected: 1 row");
        assertThat(browser.findElements(By.cssSelector("#store-list [aria-current]"))).singleElement()
                .satisfies(open -> assertThat(open.getText()).startsWith(STORE));
        awaitText("members", "(this page)");

        browser.findElement(By.xpath("//button[starts-with(., 'ann/shop')]")).click();
        awaitText("status", "Connected: 0 rows");
        assertThat(text("tree")).isEmpty();
    }

    /** Nothing needs a mouse: what is reached by Tab is used by Enter. */
    @Test
    void keyboard_isEnough() {
        write("set", "posts/views", 4);
        browser.findElement(By.id("token")).sendKeys("dust_tok_all");
        Browsers.tab(browser);
        focused().sendKeys(STORE);
        Browsers.tab(browser);
        Browsers.enter(browser);
        awaitText("status", "Connected: 1 row");
        awaitText("tree", "posts");
        Browsers.tab(browser);
        assertThat(focused().getAttribute("aria-label")).isEqualTo("Open posts");
        Browsers.enter(browser);
        awaitText("tree", "views", "4");
        assertThat(focused().getAttribute("aria-expanded")).isEqualTo("true");
        Browsers.tab(browser);
        Browsers.enter(browser);
        assertThat(focused().getAttribute("id")).isEqualTo("value");
        assertThat(browser.findElement(By.id("path")).getAttribute("value")).isEqualTo("posts/views");
        focused().sendKeys("2");
        Browsers.tab(browser);
        Browsers.enter(browser);
        awaitText("answer", "Committed as 2");
        awaitText("tree", "42");
    }

    private WebElement focused() {
        return browser.switchTo().activeElement();
    }

    /** Whatever breaks the policy of the page, or goes wrong in its scripts, is told there. */
    @Test
    void browserHasNothingToComplainOf() {
        write("set", "posts/hello", "Hi");
        connect("dust_tok_all");
        awaitText("tree", "posts");
        toggle("posts");
        assertThat(Browsers.complaints(browser)).isEmpty();
    }

    @Test
    void tokenThatIsNotKnown_isSaidToBe() {
        connect("dust_tok_wrong");
        awaitText("status", "does not know this token");
    }

    @Test
    void storeThatTheTokenDoesNotOpen_isSaidToBe() {
        type("token", "dust_tok_reader");
        type("store", "ann/shop");
        browser.findElement(By.cssSelector("#connect button")).click();
        awaitText("status", "Token does not have access to this store");
    }

    @Test
    void connectionThatIsLost_isMadeAgain_andWhatWasMissedIsThere() {
        connect("dust_tok_all");
        awaitText("status", "Connected");
        int port = server.port();
        client.close();
        server.close();
        awaitText("status", "the next try is in");
        try (Server again = Server
                .start(ServerOptions.defaults().port(port).tokens(Map.of("dust_tok_all", Access.all())).stores(Set.of(STORE)));
                RawClient other = RawClient.json(again.url(), "dev_new", "dust_tok_all")) {
            String ref = other.join(STORE, 0);
            other.send(ref, TOPIC, "write", (MapValue) Value.from(Map.of("op", "set", "path", "late", "value", 7)));
            awaitText("status", "Connected: 1 row");
            awaitText("tree", "late");
        }
    }

    /** It is not tried again for ever: a browser does not tell the page why it is not let in. */
    @Test
    void tokenThatEnds_isSaidToHaveEnded_andWhatWasThereStays() {
        write("set", "n", 1);
        connect("dust_tok_all");
        awaitText("tree", "n");
        int port = server.port();
        client.close();
        server.close();
        try (Server again = Server.start(ServerOptions.defaults().port(port).tokens(Map.of("dust_tok_new", Access.all()))
                .stores(Set.of(STORE)))) {
            awaitText("status", "does not know this token any more");
            assertThat(text("tree")).contains("n");
            connect("dust_tok_new");
            awaitText("status", "Connected: 0 rows");
            assertThat(again.connections()).isEqualTo(1);
        }
    }

    @Test
    void storeThatCannotBeJoinedNow_isJoinedLater() {
        var ledger = new UnrulyLedger();
        try (Server shared = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()))) {
            browser.get(shared.httpUrl() + "/");
            ledger.failOnce("join");
            connect("any");
            awaitText("status", "cannot be joined now");
            awaitText("status", "Connected: 0 rows");
        }
    }

    /** Others change what is shown all the time. */
    @Test
    void rowsThatGo_doNotTakeTheKeyboardsPlaceAlong() {
        write("set", "a", 1);
        write("set", "b", 2);
        connect("dust_tok_all");
        awaitText("tree", "a", "b");
        browser.findElement(By.xpath("//ul[@id='tree']//button[.='2']")).sendKeys("");
        script("Array.from(document.querySelectorAll('#tree button.value')).filter(function (e) {"
                + " return e.textContent === '2'; })[0].focus();");
        script("window.moved = 0; const before = Node.prototype.insertBefore; Node.prototype.insertBefore ="
                + " function (node, where) { if (node.parentNode && node.closest && node.closest('#tree')) { window.moved++; }"
                + " return before.call(this, node, where); };");
        write("delete", "a", "");
        await("a is gone", () -> !text("tree").contains("a"));
        assertThat(focused().getText()).isEqualTo("2");
        assertThat(script("return window.moved")).as("elements that were moved").isEqualTo(0L);
    }

    private Object script(String script) {
        return ((JavascriptExecutor) browser).executeScript(script);
    }

    @Test
    void manyRows_areShownBitByBit() {
        for (int part = 0; part < 2; part++) {
            var rows = new HashMap<String, Integer>();
            for (int i = 0; i < 600; i++) {
                rows.put("%d-%03d".formatted(part, i), i);
            }
            write("merge", "many", rows);
        }
        connect("dust_tok_all");
        awaitText("status", "Connected: 1200 rows");
        toggle("many");
        awaitText("tree", "0-499", "and 700 more");
        browser.findElement(By.xpath("//button[.='and 700 more']")).click();
        awaitText("tree", "1-399", "and 200 more");
        browser.findElement(By.xpath("//button[.='and 200 more']")).click();
        awaitText("tree", "1-599");
        assertThat(text("tree")).doesNotContain("more");
    }

    @Test
    void longValue_isShownInPart_andEditedAsAWhole() {
        String large = "x".repeat(5_000);
        write("set", "large", large);
        connect("dust_tok_all");
        awaitText("tree", "xxx \u2026 (5002 characters)");
        assertThat(text("tree")).hasSizeLessThan(1_100);
        browser.findElement(By.cssSelector("#tree button.value")).click();
        assertThat(browser.findElement(By.id("value")).getAttribute("value")).isEqualTo("\"" + large + "\"");
    }

    /** Whatever stands in a store was written by somebody else. */
    @Test
    void whatStrangersWrite_isText_andNoMarkup() {
        String evil = "<img src=x onerror=document.title='evil'>";
        write("set", evil + "~1x", evil);
        client.send(joinRef, TOPIC, "write", (MapValue) Value
                .from(Map.of("op", "lease", "path", "jobs", "ttl_ms", 60_000, "holder", evil)));
        connect("dust_tok_all");
        awaitText("tree", evil);
        awaitText("leases", evil);
        try (RawClient stranger = RawClient.json(server.url(), "dev_%3Cimg%20src=x%20onerror=document.title='evil'%3E",
                "dust_tok_all")) {
            String ref = stranger.join(STORE, 0);
            stranger.push(ref, STORE, "write", "op", "set", "path", "b", "value", evil);
            awaitText("events", evil, "dev_" + evil);
            awaitText("members", "dev_" + evil);
        }
        assertThat(browser.findElements(By.tagName("img"))).isEmpty();
        assertThat(browser.getTitle()).isEqualTo("Dust console");
    }

    @Test
    void narrowPage_needsNoScrollingSideways() {
        browser.manage().window().setSize(new Dimension(320, 640));
        write("set", "a-long-name-without-any-place-to-break-it-in-the-middle", "x".repeat(300));
        connect("dust_tok_all");
        awaitText("tree", "a-long-name");
        // HtmlUnit lays nothing out, so there the sizes are whatever it makes up.
        Object overflow = ((JavascriptExecutor) browser)
                .executeScript("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
        assertThat(overflow).isEqualTo(Browsers.draws() ? Boolean.FALSE : overflow);
    }
}
