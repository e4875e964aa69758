package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Objective;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Targets;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The plans that a fused kernel takes, and how it divides a mini-batch by the shared memory that it may have. */
class FusedShapeTest {
    private static final int KIB = 1024;
    private static final StepPlan.Update SGD = new StepPlan.Update(Descent.SGD, false, 0);
    private static final StepPlan.Update MOMENTUM = new StepPlan.Update(Descent.MOMENTUM, false, 0);

    private static List<Integer> sizes(String text) {
        return Stream.of(text.split("-")).map(Integer::valueOf).toList();
    }

    private static StepPlan plan(String sizes, Activation hidden, int capacity) {
        List<Integer> all = sizes(sizes);
        List<Activation> activations = Stream.concat(
                        Collections.nCopies(all.size() - 2, hidden).stream(), Stream.of(Activation.SOFTMAX))
                .toList();
        return Architecture.of(all, activations, Cost.LOG_LIKELIHOOD)
                .plan(capacity, DropoutRates.NONE, 0)
                .with(SGD);
    }

    private static StepPlan plan(String sizes, int capacity) {
        return plan(sizes, Activation.SIGMOID, capacity);
    }

    /** Of a device without clusters. */
    private static @Nullable FusedShape shape(StepPlan plan, int bytes) {
        return FusedShape.of(plan, kernel -> isCluster(kernel) ? 0 : bytes);
    }

    private static boolean isCluster(Kernel kernel) {
        return kernel.equals(Kernel.fusedCluster(false)) || kernel.equals(Kernel.fusedCluster(true));
    }

    /** Of an H100. */
    private static @Nullable FusedShape shapeWithClusters(StepPlan plan) {
        return FusedShape.of(plan, kernel -> 227 * KIB);
    }

    private static void assertClaimed(StepPlan plan) {
        assertNotNull(shape(plan, 227 * KIB), plan::toString);
    }

    private static void assertNotClaimed(StepPlan plan) {
        assertNull(shape(plan, 227 * KIB), plan::toString);
    }

    /** The largest of each kind that is claimed, and the smallest that is not. */
    @ParameterizedTest
    @CsvSource({
        "1024-32-10, false",
        "512-64-10, false",
        "256-128-10, false",
        "1024-10, false",
        "800-32-10, true",
        "400-64-10, true",
        "200-128-10, true",
        "256-128-32, false",
        "784-1-2, false",
        "784-1-2, true",
    })
    void layers_thatFillTheRegisters_areClaimed(String sizes, boolean momentum) {
        StepPlan plan = plan(sizes, 10);
        assertClaimed(momentum ? plan.with(MOMENTUM) : plan);
    }

    @ParameterizedTest
    @CsvSource({
        "1025-32-10, false",
        "513-64-10, false",
        "257-128-10, false",
        "1025-10, false",
        "801-32-10, true",
        "401-64-10, true",
        "201-128-10, true",
        "784-33-10, false",
        "784-100-10, false",
        "784-100-10, true",
        "20-129-10, false",
        "20-10-33, false",
        "20-33, false",
        "20-10-10-10, false",
    })
    void layers_beyondThem_areNotClaimed(String sizes, boolean momentum) {
        StepPlan plan = plan(sizes, 10);
        assertNotClaimed(momentum ? plan.with(MOMENTUM) : plan);
    }

    @Test
    void miniBatch_ofUpTo64Rows_isClaimed() {
        assertClaimed(plan("784-30-10", 1));
        assertClaimed(plan("784-30-10", 64));
        assertNotClaimed(plan("784-30-10", 65));
    }

    @ParameterizedTest
    @EnumSource(Descent.class)
    void rules_withoutSecondMoments_areClaimed(Descent rule) {
        StepPlan plan = plan("20-10-5", 10).with(new StepPlan.Update(rule, false, 0));
        if (List.of(Descent.SGD, Descent.MOMENTUM, Descent.NESTEROV).contains(rule)) {
            assertClaimed(plan);
        } else {
            assertNotClaimed(plan);
        }
    }

    @Test
    void l1_isClaimedWithoutMomentumOnly() {
        assertClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.SGD, true, 0)));
        assertNotClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.MOMENTUM, true, 0)));
        assertNotClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.NESTEROV, true, 0)));
    }

    @Test
    void maxNorm_isNotClaimed() {
        assertNotClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.SGD, false, 3)));
        assertNotClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.MOMENTUM, false, 3)));
    }

    @Test
    void clippedGradient_isNotClaimed() {
        assertNotClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.SGD, false, 0, 1)));
        assertNotClaimed(plan("20-10-5", 10).with(new StepPlan.Update(Descent.NESTEROV, false, 0, 1)));
    }

    @Test
    void stepWithoutUpdate_isNotClaimed() {
        StepPlan plan = plan("20-10-5", 10);
        assertNotClaimed(new StepPlan(plan.capacity(), plan.layers(), plan.objective(), null, null));
    }

    @Test
    void augmentation_isNotClaimed() {
        assertNotClaimed(plan("784-30-10", 10).with(AugmentationPreset.CIRESAN.of(28, 28)));
    }

    @ParameterizedTest
    @EnumSource(value = Activation.class, mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
    void hiddenFunctions_whoseDerivativeNeedsTheValueOnly_areClaimed(Activation hidden) {
        StepPlan plan = plan("20-10-5", hidden, 10);
        if (hidden == Activation.GELU) {
            assertNotClaimed(plan);
        } else {
            assertClaimed(plan);
        }
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void outputFunctions_whoseDerivativeNeedsTheValueOnly_areClaimed(Elementwise output) {
        StepPlan softmax = plan("20-10-5", 10);
        Objective objective = new Objective(Loss.QUADRATIC, output, Targets.ONE_HOT);
        StepPlan plan = new StepPlan(10, softmax.layers(), objective, null, SGD);
        if (output == Elementwise.GELU) {
            assertNotClaimed(plan);
        } else {
            assertClaimed(plan);
        }
    }

    @Test
    void parametersWithAGap_areNotClaimed() {
        StepPlan plan = plan("20-10-5", 10);
        List<StepPlan.Layer> apart = plan.layers().stream()
                .map(layer -> new StepPlan.Layer(
                        layer.inputs(),
                        layer.outputs(),
                        layer.function(),
                        layer.dropout(),
                        layer.weightsOffset(),
                        layer.biasesOffset() + 1))
                .toList();
        assertNotClaimed(new StepPlan(10, apart, plan.objective(), null, SGD));
    }

    /**
     * Bytes by the formula of {@code fused.cuh}, computed apart from the code; no pairs where more than 8 tiles are
     * needed.
     */
    @ParameterizedTest(name = "{0}, batch {1}, momentum {2}, {3} KiB")
    @CsvSource({
        "784-30-10, 10, false, 64, 5, 58844",
        "784-30-10, 10, false, 227, 5, 58844",
        "784-30-10, 10, true, 64, 5, 50188",
        "784-30-10, 1, false, 64, 1, 13932",
        "784-30-10, 1, true, 64, 1, 13468",
        "784-30-10, 64, false, 64, 0, 0",
        "784-30-10, 64, false, 99, 6, 92056",
        "784-30-10, 64, false, 163, 11, 142660",
        "784-30-10, 64, false, 227, 16, 194288",
        "784-30-10, 64, true, 64, 4, 62544",
        "784-30-10, 64, true, 99, 8, 96064",
        "784-30-10, 64, true, 163, 16, 163104",
        "784-30-10, 64, true, 227, 16, 163104",
        "784-32-32, 64, true, 99, 7, 95012",
        "784-32-32, 64, true, 163, 11, 127508",
        "784-10, 64, false, 64, 0, 0",
        "784-10, 64, true, 227, 16, 160448",
        "400-64-10, 64, false, 64, 0, 0",
        "400-64-10, 64, true, 99, 6, 96800",
        "200-128-10, 64, false, 99, 0, 0",
        "200-128-10, 64, true, 163, 8, 166208",
        "200-128-10, 64, false, 227, 8, 225472",
    })
    void tile_isTheLargestOfEqualOnesThatFits(
            String sizes, int capacity, boolean momentum, int kib, int pairs, int bytes) {
        StepPlan plan = plan(sizes, capacity).with(momentum ? MOMENTUM : SGD);
        FusedShape shape = shape(plan, kib * KIB);
        assertEquals(pairs, shape == null ? 0 : shape.pairs());
        assertEquals(bytes, shape == null ? 0 : shape.sharedBytes());
    }

    /** 128 neurons by 64 rows. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void activationsThatLeaveNoRoomForAPair_areNotClaimed(boolean momentum) {
        StepPlan plan = plan("200-128-10", 64).with(momentum ? MOMENTUM : SGD);
        assertNull(shape(plan, 64 * KIB));
    }

    @Test
    void limit_isThatOfTheKernel_toTheByte() {
        StepPlan plan = plan("784-30-10", 10);
        assertEquals(5, Objects.requireNonNull(shape(plan, 58844)).pairs());
        assertEquals(3, Objects.requireNonNull(shape(plan, 58843)).pairs());
        assertEquals(
                Kernel.fused(false, 8),
                Objects.requireNonNull(shape(plan, 58844)).kernel());
    }

    /** More inputs than one block has registers for, up to those of eight blocks; words of pixels are not divided. */
    @ParameterizedTest
    @CsvSource({
        "784-100-10, false, 8",
        "784-100-10, true, 8",
        "784-33-10, false, 8",
        "1025-10, false, 8",
        "1025-32-10, false, 8",
        "2048-128-10, false, 8",
        "1600-128-10, true, 8",
        "201-128-10, true, 8",
        "784-30-10, false, 1",
        "784-30-10, true, 1",
        "256-128-10, false, 1",
        "2049-128-10, false, 0",
        "1601-128-10, true, 0",
        "784-129-10, false, 0",
        "784-100-33, false, 0",
    })
    void layersBeyondOneBlock_areClaimedByAClusterWhereThereIsOne(String sizes, boolean momentum, int blocks) {
        StepPlan plan = plan(sizes, 10).with(momentum ? MOMENTUM : SGD);
        FusedShape shape = shapeWithClusters(plan);
        assertEquals(blocks, shape == null ? 0 : shape.blocks());
        if (blocks == 8) {
            assertNull(shape(plan, 227 * KIB));
        }
    }

    @ParameterizedTest(name = "{0}, batch {1}, momentum {2}")
    @CsvSource({
        "784-100-10, 10, false, 5, 103780",
        "784-100-10, 10, true, 5, 67860",
        "784-100-10, 64, false, 8, 217552",
        "784-100-10, 64, true, 16, 229024",
        "1025-10, 64, false, 8, 215232",
        "1025-10, 64, true, 16, 224384",
        "1600-128-32, 64, false, 7, 224856",
        "1600-128-32, 64, true, 11, 220280",
    })
    void tileOfACluster_hasTheInputsOfOneBlock(String sizes, int capacity, boolean momentum, int pairs, int bytes) {
        FusedShape shape =
                Objects.requireNonNull(shapeWithClusters(plan(sizes, capacity).with(momentum ? MOMENTUM : SGD)));
        assertEquals(Kernel.fusedCluster(momentum), shape.kernel());
        assertEquals(pairs, shape.pairs());
        assertEquals(bytes, shape.sharedBytes());
    }

    /** The most rows of a mini-batch that a fused step is measured to be as fast for. */
    @ParameterizedTest
    @CsvSource({
        "784-10, SGD, 12",
        "784-30-10, SGD, 24",
        "784-30-10, MOMENTUM, 16",
        "400-64-10, SGD, 16",
        "784-100-10, SGD, 16",
        "784-100-10, MOMENTUM, 16"
    })
    void isFaster_upToTheRowsThatWereMeasured(String sizes, Descent rule, int rows) {
        StepPlan.Update update = new StepPlan.Update(rule, false, 0);
        assertEquals(true, isFaster(plan(sizes, rows).with(update)));
        assertEquals(false, isFaster(plan(sizes, rows + 1).with(update)));
    }

    private static boolean isFaster(StepPlan plan) {
        return Objects.requireNonNull(shapeWithClusters(plan)).isFaster();
    }
}
