package io.minibatch.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellNumberTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+5",
                ".5",
                "5.",
                "1e-3",
                "1E+3",
                " 255 ",
                "16777217",
                "1.00000017881393432617187499",
                "1.00000017881393432617187500",
                "1.00000017881393432617187501",
                "3.4028235e38",
                "3.4028236e38",
                "1e39",
                "-1e39",
                "1e-45",
                "7e-46",
                "1.1754943e-38",
                "0.000000000000000000000000000000000001",
                "9007199254740993",
                "123456789012345678901234567890",
                "0e99999999999",
                "1e-99999999999",
                "00012.50",
            })
    void number_isRoundedAsJavaDoes(String text) {
        assertEquals(bits(Float.parseFloat(text)), bits(parse(text)), text);
    }

    /** Digits of all lengths, and numbers that lie half-way between two floats. */
    @Test
    void manyNumbers_areRoundedAsJavaDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            float number = Float.intBitsToFloat(random.nextInt());
            double halfWay = ((double) number + (double) Math.nextUp(number)) / 2;
            String text = switch (i % 4) {
                case 0 -> Float.toString(number);
                case 1 -> Double.toString(halfWay);
                case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
                default -> random.nextInt(100_000) + "." + (random.nextLong() >>> 1 + random.nextInt(62));
            };
            if (!text.contains("N") && !text.contains("I")) {
                assertEquals(bits(Float.parseFloat(text)), bits(parse(text)), text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "+",
                ".",
                "1,5",
                "1.2.3",
                "1e",
                "1e+",
                "e5",
                "1d",
                "1f",
                "0x1p3",
                "NaN",
                "Infinity",
                "1_000",
                "--1",
                "1 2",
                "١",
                "five",
            })
    void otherText_isNoNumber(String text) {
        assertTrue(Float.isNaN(parse(text)), text);
        assertTrue(Double.isNaN(CellNumber.parseDouble(text)), text);
    }

    private static float parse(String text) {
        char[] padded = ("9" + text + "9").toCharArray();
        return CellNumber.parse(padded, 1, text.length());
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }
}
