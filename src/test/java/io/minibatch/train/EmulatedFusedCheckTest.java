package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepHook;
import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.data.DataSource;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.train.FusedCell.Technique;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checks of fused steps that {@code native-notes/gpu-check} runs on a card, small, on the emulated driver. */
class EmulatedFusedCheckTest {
    private static final Dataset DATA = TestData.sparse(60, 28, 28, 10, 0.2);
    private static final Split SPLIT = new Split(DATA, DATA, DATA, new DataSource("sparse", true, List.of()));
    private static final ManyNetworks.Size FEW = new ManyNetworks.Size(List.of(1, 3), 0.05, 2, 1);
    private static final Card CARD =
            (precision, fused) -> EmulatedCuda.open(precision, fused.equals(BackendOptions.AUTO));
    private static final Budget ENOUGH = Budget.ofSeconds(3600);

    private String printed = "";

    @BeforeEach
    void assumeEmulated() {
        EmulatedCuda.assumeEmulated();
    }

    private interface Check {
        void run();
    }

    private List<JsonObject> figures(Check check) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            check.run();
        } finally {
            System.setOut(before);
            printed = bytes.toString(StandardCharsets.UTF_8);
        }
        return printed.lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static List<JsonObject> of(String kind, List<JsonObject> figures) {
        return figures.stream()
                .filter(figure -> figure.get("kind").getAsString().equals(kind))
                .toList();
    }

    private static List<String> texts(String name, List<JsonObject> figures) {
        return figures.stream().map(figure -> figure.get(name).getAsString()).toList();
    }

    @Test
    void many_measuresGroupsAndTheirTrainings() {
        List<JsonObject> figures = figures(() -> {
            try (Backend backend = EmulatedCuda.open()) {
                new ManyNetworks(backend, SPLIT, FEW, ENOUGH).print();
            }
        });
        assertEquals(List.of("1", "3"), texts("networks", of("peer", figures)), printed);
        List<JsonObject> trained = of("trained-at-once", figures);
        assertEquals(List.of("1", "2", "2"), texts("networks", trained), printed);
        assertEquals(List.of("no", "no", "in each epoch"), texts("evaluated", trained), printed);
        assertEquals(
                texts("highest_validation_accuracy", trained).get(1),
                texts("highest_validation_accuracy", trained).get(2));
    }

    @Test
    void many_unclaimed_fails() {
        try (Backend backend = CARD.open(Precision.FLOAT32, BackendOptions.OFF)) {
            ManyNetworks check = new ManyNetworks(backend, SPLIT, FEW, ENOUGH);
            assertEquals(
                    "the backend does not claim the steps of 784-30-10, 10",
                    assertThrows(IllegalStateException.class, check::print).getMessage());
        }
    }

    @Test
    void mnist_tooFewImages_failsAfterBothKindsOfStepsWerePrinted() {
        Dataset ten = DATA.slice(0, 10);
        Split split = new Split(ten, ten, ten, SPLIT.source());
        String[] message = {""};
        List<JsonObject> figures =
                figures(() -> message[0] = assertThrows(IllegalStateException.class, () -> FullMnist.print(CARD, split))
                        .getMessage());
        List<String> rows = of("mnist", figures).stream()
                .map(figure -> figure.get("layers").getAsString() + ", "
                        + figure.get("steps").getAsString())
                .toList();
        assertTrue(
                rows.containsAll(
                        List.of("784-30-10, fused", "784-30-10, single operations", "784-100-10, single operations")),
                printed);
        rows.forEach(row -> assertTrue(message[0].contains(row + ", must reach "), message[0]));
    }

    @Test
    void agreement_ofStepsThatDiffer_fails() {
        FusedCell cell = FusedCell.of("36-5-10", 10, Technique.MOMENTUM, DATA);
        List<String> failures = new ArrayList<>();
        figures(() -> {
            try (Backend fused = EmulatedCuda.open();
                    Backend other = EmulatedCuda.open()) {
                Backend onceMore = StepHook.on(other, step -> new Step() {
                    @Override
                    public void run(int times) {
                        step.run(times + 1);
                    }

                    @Override
                    public void close() {
                        step.close();
                    }
                });
                FusedAgreement plain = new FusedAgreement(fused, other, 21);
                plain.print(List.of(cell), ENOUGH);
                failures.addAll(plain.failures());
                FusedAgreement against = new FusedAgreement(fused, onceMore, 21);
                against.print(List.of(cell), ENOUGH);
                failures.addAll(against.failures());
                FusedAgreement divided = new FusedAgreement(onceMore, onceMore, 21);
                divided.print(List.of(cell), ENOUGH);
                failures.addAll(divided.failures());
            }
        });
        assertEquals(2, failures.size(), failures::toString);
        assertTrue(failures.get(0).startsWith("36-5-10, 10, momentum differs by "), failures::toString);
        assertEquals("36-5-10, 10, momentum depends on how steps are divided into calls", failures.get(1));
    }

    @Test
    void fused_printsResourcesResultsAndTimesOfWhatIsClaimed() {
        List<FusedCell> cells = List.of(
                FusedCell.of("36-5-10", 10, Technique.PLAIN, DATA),
                FusedCell.of("784-10", 10, Technique.DROPOUT, DATA),
                FusedCell.of("784-129-10", 10, Technique.PLAIN, DATA));
        List<JsonObject> figures =
                figures(() -> new FusedCheck(CARD, new FusedCheck.Size(cells, 0.05, 40), ENOUGH).print());
        for (String kind : List.of("fused-resources", "fused-agreement", "fused")) {
            assertEquals(List.of("36-5-10", "784-10"), texts("layers", of(kind, figures)), printed);
        }
        for (JsonObject figure : of("fused", figures)) {
            for (String time : List.of("fused_wall_us", "fused_device_us", "single_wall_us", "single_device_us")) {
                assertTrue(figure.get(time).getAsDouble() > 0, printed);
            }
        }
        assertTrue(printed.contains("784-129-10, 10: single operations make its steps here"), printed);
    }
}
