package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Searches as a reader of the page meets them, in Chromium. */
class SearchesInBrowserTest extends PageFixture {
    private static final String HOSTILE = "<img src=x onerror=alert(1)> \"'&%41#?;";

    /** As {@link #HOSTILE}, without what separates the parts of a space. */
    private static final String HOSTILE_NAME = "<img/src/onerror>";

    /** A line of a journal. */
    private static final String FAILED = "{\"number\":2,\"epochs\":1,\"settings\":{\"eta\":\"1\",\"batch\":\"10\"},"
            + "\"point\":[1,1],\"seconds\":1,\"end\":" + json(HOSTILE) + "}\n";

    private static final int TRIALS = 12;

    private int search(String name, int trials, int epochs) {
        return run(
                "tune",
                "search",
                "--data",
                path("data"),
                "--backend",
                "cpu",
                "--set",
                "layers=16,8,3",
                "--set",
                "epochs=" + epochs,
                "--space",
                "eta=log(0.0001,1) batch=[5,10]",
                "--sampler",
                "random",
                "--trials",
                Integer.toString(trials),
                "--out",
                path(name));
    }

    private void showSearch(String name) {
        show(view("search", name));
    }

    /** Returns the column of a name in the table of trials, from the top to the bottom. */
    private List<String> column(String name) {
        List<String> header = texts("//th/button");
        return texts("//tbody/tr/td[" + (1 + header.indexOf(name)) + "]");
    }

    private List<String> texts(String xpath) {
        return browser.driver().findElements(By.xpath(xpath)).stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void search_isWatchedFromItsFirstToItsLastTrial() throws Exception {
        show("#/searches");
        browser.awaitText("No searches yet");
        Thread searching = new Thread(() -> search("watched", TRIALS, 1500));
        searching.start();
        browser.element("//a[text()='" + path("watched") + "']").click();
        Set<Integer> trials = new TreeSet<>();
        browser.awaitThat(() -> trials.add(trials()) && trials.size() > 2, "the trials do not grow");
        assertEquals("● running", browser.fact("Status"));
        browser.awaitThat(() -> browser.fact("Status").equals("✓ completed"), "the search does not end");
        searching.join();
        assertEquals(TRIALS + " of " + TRIALS, browser.fact("Trials"));
        assertEquals(
                column("Accuracy").get(0) + " in trial " + column("Trial").get(0),
                browser.fact("Best on the validation data"));
        assertEquals(
                1 + 2,
                browser.driver().findElements(By.cssSelector("figure canvas")).size(),
                "progress and two slices");
        browser.element("//a[text()='Searches']").click();
        browser.awaitText("✓ completed");
        browser.assertClean();
    }

    private int trials() {
        String text = browser.fact("Trials").replaceAll(" of.*", "");
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    @Test
    void trials_areSortedByTheKeyboard() {
        assertEquals(0, search("sorted", TRIALS, 1), err);
        showSearch("sorted");
        browser.awaitText("✓ completed");
        List<String> bestFirst = column("eta");
        browser.element("//th/button[text()='eta']").sendKeys(Keys.ENTER);
        List<String> rising = new ArrayList<>(bestFirst);
        rising.sort(Comparator.comparing(Double::valueOf));
        assertEquals(rising, column("eta"));
        assertEquals("ascending", browser.element("//th[button/text()='eta']").getAttribute("aria-sort"));
        new Actions(browser.driver()).sendKeys(Keys.SPACE).perform();
        Collections.reverse(rising);
        assertEquals(rising, column("eta"));
        assertEquals("descending", browser.element("//th[button/text()='eta']").getAttribute("aria-sort"));
        browser.element("//th/button[text()='Trial']").sendKeys(Keys.ENTER);
        assertEquals("1", column("Trial").get(0));
        assertEquals(Integer.toString(TRIALS), column("Trial").get(TRIALS - 1), "numbers are sorted as numbers");
        assertEquals(List.of("Trial"), texts("//th[@aria-sort]"));
        browser.assertClean();
    }

    @Test
    void parallelCoordinates_sayTheTrialThatTheKeyboardChooses() {
        assertEquals(0, search("lines", TRIALS, 1), err);
        showSearch("lines");
        browser.awaitText("Point at a line, or use the arrow keys, to see its trial.");
        WebElement picture = browser.element("//*[name()='svg' and @role='img']");
        assertEquals(
                TRIALS,
                picture.findElements(By.cssSelector("g > path:not(.hit)")).size());
        assertEquals(List.of("eta", "batch", "accuracy"), texts("//*[@class='name']"));
        picture.sendKeys(Keys.ARROW_UP);
        browser.awaitText("Trial " + column("Trial").get(0) + ", rank 1 of " + TRIALS + ": ");
        browser.element("//*[name()='svg' and @role='img']").sendKeys(Keys.ARROW_DOWN);
        browser.awaitText("Trial " + column("Trial").get(1) + ", rank 2 of " + TRIALS + ": ");
        browser.element("//*[name()='svg' and @role='img']").sendKeys(Keys.ARROW_UP);
        browser.awaitText("Trial " + column("Trial").get(0) + ", rank 1 of " + TRIALS + ": ");
        browser.assertClean();
    }

    @Test
    void hostileTextsOfASearch_areText() throws IOException {
        assertEquals(0, search("plain", 2, 1), err);
        Path hostile = Files.move(folder.resolve("plain"), folder.resolve(HOSTILE));
        Path record = hostile.resolve("search.json");
        replaceIn(record, "\"random\"", json(HOSTILE));
        Files.writeString(hostile.resolve("journal.jsonl"), FAILED, StandardOpenOption.APPEND);
        show("#/searches");
        browser.element("//a[contains(text(), 'onerror')]").click();
        browser.awaitThat(() -> browser.fact("Sampler").equals(HOSTILE), "the name of the sampler is changed");
        assertEquals(HOSTILE + " (1)", browser.fact("Failed"));
        assertEquals(HOSTILE, column("Accuracy").get(2));
        replaceIn(record, "batch=", HOSTILE_NAME + "=");
        browser.awaitText("search.json is damaged: '" + HOSTILE_NAME);
        assertTrue(browser.driver().findElements(By.tagName("img")).isEmpty(), "a text became a picture");
        browser.assertClean();
    }

    private static String json(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private static void replaceIn(Path file, String text, String other) throws IOException {
        String content = Files.readString(file);
        assertTrue(content.contains(text), content);
        Files.writeString(file, content.replace(text, other));
    }
}
