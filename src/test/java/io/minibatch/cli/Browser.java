package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window. */
final class Browser implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome");
    /**
     * Selenium warns of every Chromium that is newer than itself; kept here because a logger that nobody holds is
     * forgotten.
     */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Texts whose contrast with what is behind them is below 4.5, or 3 for large ones; WCAG 2.1, 1.4.3. */
    private static final String FAINT = """
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
            const colour = text => text.match(/[\\d.]+/g).map(Number).map((c, i) => text.startsWith('color(') && i < 3 ? 255 * c : c);
            const behind = e => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor);
                if (c.length < 4 || c[3] > 0) { return c; } } return [255, 255, 255]; };
            return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
                && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => {
                const [a, b] = [light(colour(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
                const large = parseFloat(getComputedStyle(e).fontSize) >= 24;
                return (a + .05) / (b + .05) < (large ? 3 : 4.5) ? e.textContent + ' ' + (a + .05) / (b + .05) : null;
            }).filter(Boolean);
            """;

    private final ChromeDriver driver;
    private String allowed = "";

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens a browser; skips the test where the machine has none, or no driver for it. */
    static Browser open() {
        File program = PROGRAMS.stream()
                .map(Browser::find)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        File service = find("chromedriver");
        if (program == null || service == null) {
            return abort("there is no Chromium with its driver");
        }
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program);
        // As root, which tests in containers are, Chromium has no sandbox.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(service).build(), options));
    }

    private static @Nullable File find(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst()
                .orElse(null);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Shows a view of the page at an address. */
    void show(String address, String view) {
        allowed = address;
        driver.get(address + view);
    }

    /** Sets the size of the view and whether it is dark. */
    void emulate(int width, int height, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Returns the text of the page. */
    String text() {
        return driver.findElement(By.tagName("main")).getText();
    }

    /** Returns the value beside a name in the list of facts. */
    String fact(String name) {
        return element("//dt[text()='" + name + "']/following-sibling::dd").getText();
    }

    WebElement element(String xpath) {
        awaitThat(() -> !driver.findElements(By.xpath(xpath)).isEmpty(), "there is no " + xpath);
        return driver.findElement(By.xpath(xpath));
    }

    void awaitText(String text) {
        awaitThat(() -> text().contains(text), "'" + text + "' does not appear");
    }

    /** Waits until something is so. */
    void awaitThat(BooleanSupplier condition, String otherwise) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!holds(condition)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError(otherwise + "; the page says: " + text());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(otherwise, stopped);
            }
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StaleElementReferenceException redrawn) {
            return false;
        }
    }

    /** Returns the addresses outside the page that were asked for since the last call. */
    List<String> foreignRequests() {
        return StreamSupport.stream(
                        driver.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
                .map(entry -> JsonParser.parseString(entry.getMessage())
                        .getAsJsonObject()
                        .getAsJsonObject("message"))
                .filter(message -> message.get("method").getAsString().equals("Network.requestWillBeSent"))
                .map(Browser::address)
                .filter(address -> address.startsWith("http") && !address.startsWith(allowed))
                .toList();
    }

    private static String address(JsonObject message) {
        return message.getAsJsonObject("params")
                .getAsJsonObject("request")
                .get("url")
                .getAsString();
    }

    /** Returns what pages logged as an error since the last call. */
    List<String> errors() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Fails where a page logged an error or asked another machine for anything. */
    void assertClean() {
        assertEquals(List.of(), errors());
        assertEquals(List.of(), foreignRequests());
    }

    /** Fails where a text of the view is faint, or the view is wider than the window. */
    void assertReadable() {
        String view = driver.getCurrentUrl();
        assertEquals(List.of(), driver.executeScript(FAINT), view);
        Object wide = driver.executeScript("return document.documentElement.scrollWidth > innerWidth");
        assertEquals(false, wide, view + " scrolls sideways");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
