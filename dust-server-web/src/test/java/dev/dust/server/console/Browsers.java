package dev.dust.server.console;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.htmlunit.BrowserVersion;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;

/** The browser of the tests: HtmlUnit, or in the profile {@code browser} the Chromium of this machine. */
final class Browsers {
    private static final boolean CHROMIUM = "chromium".equals(System.getProperty("dust.test.browser"));

    private Browsers() {
    }

    /** Whether it lays pages out. */
    static boolean draws() {
        return CHROMIUM;
    }

    /** @param profile an empty directory */
    static WebDriver open(Path profile) {
        if (CHROMIUM) {
            var options = new ChromeOptions();
            options.addArguments(List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                    "--user-data-dir=" + profile));
            return new ChromeDriver(options);
        }
        Logger.getLogger("org.htmlunit").setLevel(Level.SEVERE);
        return new HtmlUnitDriver(BrowserVersion.CHROME, true);
    }
}
