package dev.dust.server.console;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.htmlunit.BrowserVersion;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The browser of the tests: HtmlUnit, or in the profile {@code browser} the Chromium of this machine. */
final class Browsers {
    private static final boolean CHROMIUM = "chromium".equals(System.getProperty("dust.test.browser"));

    private Browsers() {
    }

    /** Whether it lays pages out. */
    static boolean draws() {
        return CHROMIUM;
    }

    /** What it has told whoever makes pages; nothing where it tells nobody. */
    static List<String> complaints(WebDriver browser) {
        return CHROMIUM
                ? browser.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString).toList()
                : List.of();
    }

    /** Goes on to what Tab leads to. HtmlUnit has no such key: there it is the next in the document that can be used. */
    static void tab(WebDriver browser) {
        if (CHROMIUM) {
            new Actions(browser).sendKeys(Keys.TAB).perform();
            return;
        }
        ((JavascriptExecutor) browser).executeScript(
                "var all = Array.from(document.querySelectorAll('input, select, textarea, button')).filter(function (e) {"
                        + " return !e.disabled && !e.hidden && !e.closest('[hidden]') && e.tabIndex >= 0; });"
                        + "all[all.indexOf(document.activeElement) + 1].focus();");
    }

    /** Presses Enter on the button that has the focus; HtmlUnit clicks it. */
    static void enter(WebDriver browser) {
        if (CHROMIUM) {
            new Actions(browser).sendKeys(Keys.ENTER).perform();
        } else {
            browser.switchTo().activeElement().click();
        }
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
