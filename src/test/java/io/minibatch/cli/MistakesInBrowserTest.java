package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The mistakes of a run as a reader of the page meets them, in Chromium. */
class MistakesInBrowserTest extends PageFixture {
    private static final String MISTAKES = "//div[@class='gallery']/button";

    /** Trains too little to be right and opens the mistakes of the run. */
    private void showMistakes() {
        assertEquals(0, train("run", "--epochs", "1", "--eta", "0.001", "--layers", "16,3"), err);
        openSection();
    }

    private void openSection() {
        show(view("run", "run"));
        browser.element("//summary[h2]").click();
    }

    private List<WebElement> mistakes() {
        return browser.driver().findElements(By.xpath(MISTAKES));
    }

    @Test
    void cellOfTheMatrix_showsItsMistakesOnly_untilItIsClickedAgain() {
        showMistakes();
        browser.awaitText(" % of 30 examples right (");
        browser.awaitThat(() -> mistakes().size() > 1, "no mistake is shown");
        int all = mistakes().size();
        WebElement cell = browser.element("//table[@class='matrix']//button");
        int some = Integer.parseInt(cell.getText());
        assertTrue(some < all, some + " of " + all);
        cell.click();
        browser.awaitThat(() -> mistakes().size() == some, "the mistakes of the cell are not shown");
        assertEquals("true", cell.getAttribute("aria-pressed"));
        cell.sendKeys(Keys.ENTER);
        browser.awaitThat(() -> mistakes().size() == all, "not all mistakes are shown again");
        assertEquals("false", cell.getAttribute("aria-pressed"));
        browser.assertClean();
    }

    @Test
    void mistake_isExplained_andEscapeLeadsBackToIt() {
        showMistakes();
        WebElement mistake = browser.element(MISTAKES);
        String[] classes = mistake.getText().replaceFirst(",.*", "").split(" → ", -1);
        mistake.sendKeys(Keys.ENTER);
        WebElement dialog = browser.element("//dialog[@open]");
        String title = "class " + classes[0] + ", predicted as " + classes[1];
        assertTrue(String.valueOf(dialog.getAttribute("aria-label")).endsWith(title), title);
        assertEquals(3, dialog.findElements(By.cssSelector(".outputs tr")).size());
        assertEquals(
                classes[1],
                dialog.findElement(By.cssSelector(".outputs .chosen th")).getText());
        assertTrue(dialog.getText().contains("\n" + classes[0] + " (actual)"), dialog.getText());
        assertTrue(dialog.getText().contains("Evidence: blue for class " + classes[1]), dialog.getText());
        new Actions(browser.driver()).sendKeys(Keys.ESCAPE).perform();
        browser.awaitThat(() -> !dialog.isDisplayed(), "the dialog stays");
        assertEquals(mistake, browser.driver().switchTo().activeElement());
        browser.assertClean();
    }

    @Test
    void matrixAndReasons_fitOnAPhoneAndAreReadableInLightAndDark() {
        showMistakes();
        for (boolean dark : new boolean[] {false, true}) {
            browser.emulate(360, 780, dark);
            browser.awaitThat(() -> !mistakes().isEmpty(), "no mistake is shown");
            browser.assertReadable();
            browser.element("//table[@class='matrix']//button").click();
            browser.element("//button[text()='Show all mistakes']");
            browser.assertReadable();
            browser.element(MISTAKES).click();
            browser.element("//dialog[@open]");
            browser.assertReadable();
            browser.element("//dialog//button[text()='Close']").click();
            browser.element("//button[text()='Show all mistakes']").click();
        }
        browser.assertClean();
    }

    @Test
    void dataThatAreGone_areSaid_andAskedForAgainByRefresh() throws IOException {
        assertEquals(0, train("run", "--epochs", "1", "--eta", "0.001", "--layers", "16,3"), err);
        Files.move(folder.resolve("data"), folder.resolve("moved"));
        openSection();
        browser.awaitText("the data of the run are no longer in " + path("data"));
        assertTrue(mistakes().isEmpty());
        Files.move(folder.resolve("moved"), folder.resolve("data"));
        browser.element("//button[text()='Refresh']").click();
        browser.awaitThat(() -> !mistakes().isEmpty(), "no mistake is shown");
        browser.assertClean();
    }

    @Test
    void runWithoutModel_saysSo() throws IOException {
        assertEquals(0, train("run", "--epochs", "1", "--layers", "16,3"), err);
        Files.delete(folder.resolve("run/model.json"));
        openSection();
        browser.awaitText("The run has no model.json; a run writes it at its end.");
        browser.assertClean();
    }

    @Test
    void regression_showsItsErrors() throws IOException {
        StringBuilder rows = new StringBuilder("a,y\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i % 7).append(',').append(2 * (i % 7)).append('\n');
        }
        Files.writeString(folder.resolve("doubles.csv"), rows);
        String data = path("doubles.csv");
        assertEquals(
                0, run("train", "--data", data, "--target-columns", "y", "--epochs", "1", "--out", path("run")), err);
        openSection();
        browser.awaitText("mean absolute error");
        browser.awaitText("The run has no test data");
        browser.assertClean();
    }
}
