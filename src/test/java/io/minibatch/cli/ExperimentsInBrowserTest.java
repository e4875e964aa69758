package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.io.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Experiments on the page, in Chromium. */
class ExperimentsInBrowserTest extends PageFixture {
    private static final String HOSTILE = "<img src=x onerror=alert(1)> '&%41#?;";

    private static final String EXPERIMENT = """
            {"title": "TITLE", "chapter": "A section", "claim": "Longer is better.", "notes": "TITLE", "seeds": 4,
             "common": {"layers": [16, 30, 3], "monitor": "evaluation-accuracy,training-cost", "epochs": EPOCHS},
             "runs": [{"label": "η {eta}, TITLE", "vary": [{"eta": 0.01}, {"eta": 0.5}]}],
             "plots": [
               {"file": "a", "title": "Accuracy", "x": "epoch", "y": "evaluation-accuracy", "y-title": "accuracy in %"},
               {"file": "b", "title": "By the learning rate", "x": "eta", "x-logarithmic": true, "y": "test-accuracy", "y-title": "accuracy in %"}],
             "table": ["evaluation-accuracy@best", "test-accuracy"],
             "checks": [
               {"says": "it learns", "measure": "test-accuracy", "run": "η 0.5, TITLE", "at-least": 0.5},
               {"says": "it does not learn", "measure": "test-accuracy", "run": "η 0.5, TITLE", "at-most": 0.4},
               {"says": "both learn the same", "measure": "training-cost@last", "run": "η 0.5, TITLE", "than": "η 0.5, TITLE", "at-least": 0, "at-most": 1}]}
            """;

    private int experiment(String title, int epochs) throws IOException {
        String json = EXPERIMENT.replace("TITLE", title).replace("EPOCHS", Integer.toString(epochs));
        String own = Files.writeString(folder.resolve("own.json"), json).toString();
        return run(
                "experiment", own, "--data", path("data"), "--backend", "cpu", "--threads", "1", "--out", path("out"));
    }

    private String view() {
        return view("experiment", "out/own");
    }

    @Test
    void experiment_isWatchedUntilItsVerdictsShow_andFoundInTheList() throws Exception {
        show("#/experiments");
        browser.awaitText("No experiments yet");
        Thread command = new Thread(() -> {
            try {
                experiment("Own", 1500);
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        command.start();
        browser.element("//a[text()='Own']").click();
        browser.awaitThat(() -> browser.fact("Trials that have ended").matches("[1-4] of 8"), "no trial ends");
        assertEquals("● running", browser.fact("Status"));
        assertTrue(browser.text().contains("? Undecided it learns"), browser.text());
        browser.awaitThat(() -> browser.fact("Status").equals("✓ completed"), "the experiment does not end");
        command.join();
        assertEquals("8 of 8", browser.fact("Trials that have ended"));
        assertTrue(browser.text().contains("✓ Yes it learns: "), browser.text());
        assertTrue(browser.text().contains("✗ No it does not learn: "), browser.text());
        assertTrue(browser.text().contains("Mean ± standard deviation over seeds 1 to 4."), browser.text());
        List<String> captions = browser.driver().findElements(By.tagName("figcaption")).stream()
                .map(caption -> caption.getText())
                .toList();
        assertEquals(List.of("Accuracy", "By the learning rate"), captions);
        browser.element("//nav/a[text()='Experiments']").click();
        browser.awaitText("✓ 1 yes");
        assertTrue(browser.text().contains("8 of 8"), browser.text());
        browser.element("//a[text()='Own']").sendKeys(Keys.ENTER);
        browser.awaitText("Longer is better.");
        browser.assertClean();
    }

    @Test
    void hostileTitlesAndLabels_areText_andTheViewsAreReadable() throws IOException {
        assertEquals(0, experiment(HOSTILE, 2), err);
        for (boolean dark : new boolean[] {false, true}) {
            browser.emulate(360, 780, dark);
            for (String view : List.of("#/experiments", view())) {
                show(view);
                browser.driver().navigate().refresh();
                browser.awaitText(HOSTILE);
                browser.awaitText("✓ completed");
                browser.assertReadable();
            }
        }
        assertEquals(
                3,
                browser.driver().findElements(By.cssSelector("ul.verdicts li")).size());
        assertTrue(browser.driver().findElements(By.tagName("img")).isEmpty(), "a name became a picture");
        browser.assertClean();
    }

    @Test
    void experimentThatIsDeletedWhileShown_isSaidAndStays() throws IOException {
        assertEquals(0, experiment("Own", 2), err);
        show(view());
        browser.awaitText("✓ completed");
        FolderTree.delete(folder.resolve("out/own"));
        browser.awaitText("The folder of this experiment has been removed or renamed.");
        assertEquals("8 of 8", browser.fact("Trials that have ended"));
        show("#/experiments");
        browser.awaitText("No experiments yet");
    }

    @Test
    void experimentOfAnEarlierVersion_saysToRepeatTheCommand() throws IOException {
        assertEquals(0, experiment("Own", 2), err);
        Files.delete(folder.resolve("out/own/experiment.json"));
        show(view());
        browser.awaitText("experiment.json is missing: an earlier version wrote the results in this folder");
        assertEquals("✗ unreadable", browser.fact("Status"));
        browser.assertClean();
    }
}
