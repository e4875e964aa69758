package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchSpaceTest {
    private static final SearchSpace SPACE = SearchSpace.parse(
            "eta=log(0.001,10) momentum=real(0,0.9) batch=[10,32,100] epochs=int(5,7) layers=[784,10|784,30,10]");

    @Test
    void at_theEndsAndTheMiddle_isWhatTheSpaceSays() {
        assertEquals(
                Map.of("eta", "0.001", "momentum", "0", "batch", "10", "epochs", "5", "layers", "784,10"),
                SPACE.at(new double[] {0, 0, 0, 0, 0}).texts());
        assertEquals(
                Map.of("eta", "0.1", "momentum", "0.45", "batch", "32", "epochs", "6", "layers", "784,30,10"),
                SPACE.at(new double[] {0.5, 0.5, 0.5, 0.5, 0.5}).texts());
        assertEquals(
                Map.of("eta", "10", "momentum", "0.9", "batch", "100", "epochs", "7", "layers", "784,30,10"),
                SPACE.at(new double[] {1, 1, 1, 1, 1}).texts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eta=log(0,1)     | eta: a logarithmic range must begin above 0, not at 0.0",
                "eta=real(2,1)    | eta: the range must go up, not from 2.0 to 1.0",
                "batch=int(5,5)   | batch: the range must go up, not from 5 to 5",
                "batch=int(5,x)   | 'batch=int(5,x)': the ends of a range must be numbers",
                "a=real(-1e308,1e308) | a: the range from -1.0E308 to 1.0E308 is too wide",
                "a=log(1e-300,1e300) | a: the range from 1.0E-300 to 1.0E300 is too wide",
                "a=int(-2147483648,2147483647) | a: the range from -2147483648 to 2147483647 is too wide",
                "a=[1] a=[2]      | a is named twice",
                "eta:log(1,2)     | 'eta:log(1,2)' is no hyper-parameter of a space: use NAME=log(LOW,HIGH), real(LOW,HIGH), ",
                "''               | '' is no hyper-parameter of a space: use NAME=log(LOW,HIGH), real(LOW,HIGH), ",
            })
    void parse_whatIsWrong_isNamed(String text, String message) {
        String actual = String.valueOf(assertThrows(IllegalArgumentException.class, () -> SearchSpace.parse(text))
                .getMessage());
        assertEquals(
                message.strip(), actual.substring(0, Math.min(message.strip().length(), actual.length())));
    }

    @Test
    void parse_choiceWithBlanks_isOneHyperparameter() {
        SearchSpace space = SearchSpace.parse("classes=[7,a b|c d,7] eta=log(0.1,1)");
        assertEquals(2, space.size());
        assertEquals("7,a b", space.at(new double[] {0, 0}).text("classes"));
    }

    @Test
    void parse_longTextThatIsWrong_isShownInPart() {
        assertEquals(
                "'" + "x".repeat(60) + "...' is no hyper-parameter of a space: use NAME=log(LOW,HIGH), real(LOW,HIGH), "
                        + "int(LOW,HIGH) or [A,B,...]",
                assertThrows(IllegalArgumentException.class, () -> SearchSpace.parse("x".repeat(10_000)))
                        .getMessage());
    }

    @Test
    void grid_hasEveryCombinationOnce_withinItsBudget() {
        SearchSpace space = SearchSpace.parse("eta=log(0.1,10) batch=[1,2]");
        GridSampler grid = GridSampler.of(space, 7);
        assertEquals(List.of(3, 2), grid.steps());
        List<Map<String, String>> settings = new ArrayList<>();
        for (int trial = 0; trial < 6; trial++) {
            settings.add(space.at(grid.propose(trial, List.of())).texts());
        }
        assertEquals(
                List.of(
                        Map.of("eta", "0.1", "batch", "1"),
                        Map.of("eta", "0.1", "batch", "2"),
                        Map.of("eta", "1", "batch", "1"),
                        Map.of("eta", "1", "batch", "2"),
                        Map.of("eta", "10", "batch", "1"),
                        Map.of("eta", "10", "batch", "2")),
                settings);
        assertArrayEquals(grid.propose(0, List.of()), grid.propose(6, List.of()));
    }
}
