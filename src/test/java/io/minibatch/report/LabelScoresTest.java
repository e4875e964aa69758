package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelScoresTest {
    /** By hand: cat is there twice, found once and wrongly seen once; dog never occurs and is never seen. */
    @Test
    void table_countsEachLabel() {
        float[] desired = {1, 0, 1, 0, 0, 0, 0, 0};
        float[] outputs = {0.5f, 0.1f, 0.4f, 0, 0.9f, 0.2f, 0, 0.49f};
        LabelScores scores = new LabelScores(List.of("cat", "犬"), desired, outputs);
        assertEquals(2, scores.allRight());
        assertEquals("""
                all labels right 50.00 % (2 of 4)

                label  examples  precision  recall     F1
                cat           2      50.00   50.00  50.00
                犬            0          -       -      -
                """, scores.table().replace("\r\n", "\n"));
    }
}
