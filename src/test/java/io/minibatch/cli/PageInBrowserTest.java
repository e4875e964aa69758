package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.io.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

/** The page as a reader meets it, in Chromium. */
class PageInBrowserTest extends PageFixture {
    private static final String HOSTILE = "<img src=x onerror=alert(1)> \"'&%41#?;";

    private String view(String run) {
        return view("run", run);
    }

    @Test
    void training_isWatchedFromItsFirstToItsLastEpoch_inTwoTabsAndThroughAReload() throws Exception {
        show("#/runs");
        browser.awaitText("No runs yet");
        Thread training = new Thread(() -> train("watched", "--epochs", "1000", "--layers", "16,30,3"));
        training.start();
        browser.element("//a[text()='" + path("watched") + "']").click();
        Set<Integer> epochs = new TreeSet<>();
        browser.awaitThat(() -> epochs.add(epoch()) && epochs.size() > 2, "the epochs do not grow");
        assertEquals("● running", browser.fact("Status"));
        assertEquals(
                4,
                browser.driver().findElements(By.cssSelector("figure canvas")).size());
        browser.driver().navigate().refresh();
        int beforeReload = ((TreeSet<Integer>) epochs).last();
        browser.awaitThat(() -> epoch() > beforeReload, "nothing grows after a reload");
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        show(view("watched"));
        browser.awaitThat(() -> browser.fact("Status").equals("✓ completed"), "the training does not end");
        assertEquals("1,000 of 1000", browser.fact("Epochs"));
        browser.driver().switchTo().window(first);
        browser.driver().executeCdpCommand("Page.bringToFront", Map.of());
        browser.awaitThat(() -> browser.fact("Status").equals("✓ completed"), "the first tab does not follow");
        training.join();
        List<String> lines = Files.readAllLines(folder.resolve("watched/history.csv"));
        assertEquals("1000", lines.get(lines.size() - 1).split(",", 2)[0]);
        browser.assertClean();
    }

    private int epoch() {
        String text = browser.fact("Epochs").replaceAll(" of.*|,", "");
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    @Test
    void run_thatIsDeletedWhileShown_isSaidAndStays() {
        train("gone", "--epochs", "2", "--layers", "16,3");
        show(view("gone"));
        browser.awaitText("✓ completed");
        FolderTree.delete(folder.resolve("gone"));
        browser.awaitText("The folder of this run has been removed or renamed.");
        assertEquals("✓ completed", browser.fact("Status"));
        show("#/runs");
        browser.awaitText("No runs yet");
        assertEquals(List.of(), browser.foreignRequests());
    }

    @Test
    void hostileNames_areText() throws IOException {
        train("plain", "--epochs", "1", "--layers", "16,3");
        Path hostile = folder.resolve(HOSTILE.replace("/", ""));
        Files.move(folder.resolve("plain"), hostile);
        JsonObject run = JsonParser.parseString(Files.readString(hostile.resolve("run.json")))
                .getAsJsonObject();
        run.getAsJsonObject("settings").addProperty(HOSTILE, HOSTILE);
        run.getAsJsonObject("data").addProperty("source", HOSTILE);
        run.addProperty("outcome", HOSTILE);
        Files.writeString(hostile.resolve("run.json"), run.toString());
        show("#/runs");
        browser.element("//a[contains(text(), 'onerror')]").click();
        browser.awaitText("Command");
        browser.awaitThat(() -> browser.fact("Data").equals(HOSTILE), "the name of the data is changed");
        assertEquals("· " + HOSTILE, browser.fact("Status"));
        assertTrue(browser.driver().findElements(By.tagName("img")).isEmpty(), "a name became a picture");
        browser.driver().navigate().refresh();
        browser.awaitThat(() -> browser.fact("Data").equals(HOSTILE), "the address does not lead back");
        browser.assertClean();
    }

    @Test
    void comparison_drawsTheChosenRuns() {
        train("one", "--epochs", "3", "--layers", "16,3");
        train("two", "--epochs", "3", "--layers", "16,3", "--eta", "0.1");
        show("#/runs");
        browser.element("//input[@aria-label='Compare " + path("one") + "']").click();
        browser.element("//input[@aria-label='Compare " + path("two") + "']").sendKeys(" ");
        browser.awaitText("Validation accuracy in % of 2 runs");
        assertTrue(browser.text().contains("eta 0.1"), browser.text());
        browser.element("//button[text()='Log y']").sendKeys(Keys.ENTER);
        assertEquals("true", browser.element("//button[text()='Log y']").getAttribute("aria-pressed"));
        browser.assertClean();
    }

    @Test
    void comparison_isStillChosen_whenTheReaderComesBack() {
        train("one", "--epochs", "3", "--layers", "16,3");
        train("two", "--epochs", "3", "--layers", "16,3");
        show("#/runs");
        browser.element("//input[@aria-label='Compare " + path("one") + "']").click();
        browser.awaitText("Validation accuracy in % of 1 run");
        browser.element("//a[text()='" + path("two") + "']").click();
        browser.awaitText("Command");
        browser.driver().navigate().back();
        browser.awaitText("Validation accuracy in % of 1 run");
        assertTrue(browser.element("//input[@aria-label='Compare " + path("one") + "']")
                .isSelected());
        assertFalse(browser.element("//input[@aria-label='Compare " + path("two") + "']")
                .isSelected());
        browser.assertClean();
    }

    @Test
    void addressOfNoRun_saysSo_andLeadsToTheList() {
        for (String address : List.of("#/run/gone", "#/run/%E0%A4%A")) {
            show(address);
            browser.driver().navigate().refresh();
            browser.awaitText("There is no run '" + address.substring("#/run/".length()) + "'");
            browser.element("//a[text()='All runs']").click();
            browser.awaitText("No runs yet");
        }
    }

    @Test
    void viewThatIsLeftBeforeItOpens_isNotDrawnIntoTheNext() {
        train("one", "--epochs", "3", "--layers", "16,3");
        show("#/runs");
        browser.awaitText("completed");
        browser.driver()
                .executeScript("addEventListener('hashchange', () => location.hash = '#/searches', {once: true});"
                        + "location.hash = '#/draw'");
        browser.awaitText("No searches yet");
        // The answers to the view that was left have come when two later ones have.
        browser.driver()
                .executeAsyncScript(
                        "fetch('/api/models').then(() => fetch('/model')).then(() => setTimeout(arguments[0], 200))");
        assertFalse(browser.text().contains("Try a model"), browser.text());
        assertEquals(1, browser.driver().findElements(By.tagName("h1")).size());
        browser.assertClean();
    }

    @Test
    void firstModel_canBeTriedAtOnce_andFurtherOnesLeaveTheDrawing() {
        show("#/draw");
        browser.awaitText("No model yet");
        train("first", "--epochs", "1", "--layers", "16,3");
        browser.awaitText("Draw a ");
        browser.driver().executeScript("document.querySelector('canvas.draw').id = 'mine'");
        train("second", "--epochs", "1", "--layers", "16,3");
        browser.element("//option[text()='" + path("second") + "']");
        assertEquals(1, browser.driver().findElements(By.id("mine")).size(), "the field is another");
        assertEquals(path("first"), browser.element("//select").getAttribute("value"));
        browser.assertClean();
    }

    @Test
    void views_fitOnAPhoneAndAreReadableInLightAndDark() {
        train("one", "--epochs", "2", "--layers", "16,3");
        for (boolean dark : new boolean[] {false, true}) {
            browser.emulate(360, 780, dark);
            for (String view : List.of("#/runs", view("one"), "#/draw")) {
                show(view);
                browser.driver().navigate().refresh();
                browser.awaitThat(
                        () -> browser.text().length() > 40 && !browser.text().contains("Nothing has been"),
                        "nothing shows");
                browser.assertReadable();
            }
        }
        browser.assertClean();
    }

    @Test
    void keyboard_reachesTheViews() {
        train("one", "--epochs", "2", "--layers", "16,3");
        show("#/runs");
        browser.awaitText("completed");
        WebElement link = browser.element("//nav/a[text()='Try a model']");
        for (int i = 0; i < 10 && !browser.driver().switchTo().activeElement().equals(link); i++) {
            new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
        }
        new Actions(browser.driver()).sendKeys(Keys.ENTER).perform();
        browser.awaitText("Draw a digit.");
        browser.assertClean();
    }

    @Test
    void sevenDrawnByTheMouse_isASeven() {
        assertEquals(0, run("train", "--epochs", "3", "--backend", "cpu", "--out", path("digits")), err);
        show("#/draw");
        WebElement field = browser.element("//canvas[contains(@class, 'draw')]");
        int side = field.getSize().getWidth();
        Actions stroke = new Actions(browser.driver(), Duration.ofMillis(4))
                .moveToElement(field, -side / 4, -side / 4)
                .clickAndHold();
        for (int i = 0; i < 10; i++) {
            stroke.moveByOffset(side / 20, 0);
        }
        for (int i = 0; i < 12; i++) {
            stroke.moveByOffset(-side / 48, side / 20);
        }
        stroke.release().perform();
        browser.awaitText("Class 7");
        browser.element("//button[text()='Clear']").click();
        browser.awaitText("Draw a digit.");
        assertFalse(browser.text().contains("Class 7"), browser.text());
        browser.assertClean();
    }
}
