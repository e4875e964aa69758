package io.minibatch.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Times of answers on the page while strokes are drawn by the mouse in headless Chromium, from the event to the answer.
 */
@Command(
        name = "StrokeTimes",
        mixinStandardHelpOptions = true,
        description = "Draws strokes on a page of this machine and prints how long the answers take.")
final class StrokeTimes implements Callable<Integer> {
    /** Strokes before the field is cleared. */
    private static final int STROKES_OF_A_DIGIT = 3;

    /** Keeps both times of each answer that the page shows. */
    private static final String OBSERVE = """
            window.times = [];
            let last = '';
            new MutationObserver(() => {
                const text = document.querySelector('main').textContent;
                const found = text.match(/Answered in ([\\d.]+) ms \\(([\\d.]+) ms on the server/);
                if (found && found[0] !== last) {
                    last = found[0];
                    window.times.push({answer: Number(found[1]), server: Number(found[2])});
                }
            }).observe(document.querySelector('main'), {subtree: true, childList: true, characterData: true});
            """;

    @Parameters(index = "0", paramLabel = "URL", description = "For example http://127.0.0.1:8642/#/draw.")
    private String url;

    @Option(names = "--strokes", defaultValue = "60", description = "Strokes to draw (default: ${DEFAULT-VALUE}).")
    private int strokes;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StrokeTimes())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("StrokeTimes: " + failure.getMessage());
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        ChromeDriver driver = new ChromeDriver(options);
        try {
            driver.get(url);
            Thread.sleep(2000);
            driver.executeScript(OBSERVE);
            WebElement field = driver.findElement(By.cssSelector("canvas.draw"));
            for (int stroke = 0; stroke < strokes; stroke++) {
                draw(driver, field, stroke);
                if (stroke % STROKES_OF_A_DIGIT == STROKES_OF_A_DIGIT - 1) {
                    driver.findElement(By.xpath("//button[text()='Clear']")).click();
                }
            }
            print(driver, "answer");
            print(driver, "server");
        } finally {
            driver.quit();
        }
        return 0;
    }

    /** A line from the upper half to the lower, whose place depends on the number of the stroke. */
    private static void draw(ChromeDriver driver, WebElement field, int stroke) {
        int side = field.getSize().getWidth();
        int from = side * (stroke * 37 % 60 - 30) / 100;
        int to = side * (stroke * 61 % 60 - 30) / 100;
        Actions line = new Actions(driver, Duration.ofMillis(8))
                .moveToElement(field, from, -side / 3)
                .clickAndHold();
        for (int part = 0; part < 6; part++) {
            line.moveByOffset((to - from) / 6, side / 10);
        }
        line.release().perform();
    }

    @SuppressWarnings("unchecked")
    private void print(ChromeDriver driver, String which) {
        List<Map<String, Number>> times =
                Objects.requireNonNull((List<Map<String, Number>>) driver.executeScript("return window.times"));
        double[] sorted = times.stream()
                .mapToDouble(each -> each.getOrDefault(which, Double.NaN).doubleValue())
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("the page has answered no stroke; is a model shown at " + url + "?");
        }
        System.out.printf(
                Locale.ROOT,
                "%-7s %d answers: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                which,
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 0.99),
                sorted[sorted.length - 1]);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
