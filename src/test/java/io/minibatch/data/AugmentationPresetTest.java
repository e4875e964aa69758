package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.backend.Augmentation.Range;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationPresetTest {
    @Test
    void presets_areThePublishedLimits() {
        Augmentation ciresan = AugmentationPreset.CIRESAN.of(28, 28);
        assertEquals(new Affine(15, 15, 0.175, 0, false), ciresan.affine());
        assertEquals(new Elastic(new Range(5, 6), new Range(36, 38)), ciresan.elastic());
        assertEquals(new Gentle(Set.of(1, 7), 0.5), ciresan.gentle());
        assertEquals(1L << 1 | 1L << 7, ciresan.gentle().mask());
        assertEquals(18, ciresan.elastic().radius());
        assertEquals(
                new Elastic(4, 34), AugmentationPreset.SIMARD_ELASTIC.of(28, 28).elastic());
        assertEquals(12, AugmentationPreset.SIMARD_ELASTIC.of(28, 28).elastic().radius());
        assertEquals(0, AugmentationPreset.SIMARD_AFFINE.of(28, 28).elastic().radius());
    }
}
