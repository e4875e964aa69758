package io.minibatch.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Known answers from the file {@code kat_vectors} of the Random123 library, lines {@code philox4x32 10}. */
class PhiloxTest {
    @Test
    void zeroCounter_zeroKey_matchesKnownAnswer() {
        assertKnownAnswer(new int[] {0, 0, 0, 0}, 0, 0, new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    }

    @Test
    void onesCounter_onesKey_matchesKnownAnswer() {
        assertKnownAnswer(
                new int[] {-1, -1, -1, -1}, -1, -1, new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    }

    @Test
    void piCounter_piKey_matchesKnownAnswer() {
        assertKnownAnswer(
                new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0, new int[] {
                    0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1
                });
    }

    private static void assertKnownAnswer(int[] counter, int k0, int k1, int[] expected) {
        Philox.apply(counter, k0, k1);
        assertArrayEquals(expected, counter);
    }
}
