package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.JointBackend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that share a backend do what each of them does alone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockStepTest {
    private static final Dataset TRAINING = TestData.random(23, 3, 5, 4);
    private static final Dataset EVALUATION = TestData.random(9, 3, 5, 4);
    private static final long MICRO = 1000;

    private final JointBackend joint = new JointBackend(new CpuBackend(1), 8);

    /** One training of a group. */
    private record Course(Network initial, TrainingOptions options) {
        static Course of(int number, Hyperparameters hyperparameters) {
            Cost cost = number % 2 == 0 ? Cost.CROSS_ENTROPY : Cost.QUADRATIC;
            Architecture architecture =
                    Architecture.of(List.of(15, 6, 4), List.of(Activation.SIGMOID, Activation.SIGMOID), cost);
            return new Course(
                    Initializer.DEFAULT.initialize(architecture, number),
                    new TrainingOptions(hyperparameters, Monitoring.everything(), 10 + number));
        }

        /**
         * Returns one that differs from those of other numbers in seed, cost, eta, lambda, rule, dropout and epochs.
         */
        static Course of(int number) {
            Hyperparameters plain = Hyperparameters.sgd(2 + number % 3, 5, 0.3 + 0.1 * number, 0.1 * number);
            Architecture architecture = Architecture.sigmoid(List.of(15, 6, 4), Cost.CROSS_ENTROPY);
            Regularization dropout = new Regularization(
                    new WeightPenalty(0, 0.1 * number), DropoutRates.hidden(0.1 * number, architecture), 0, 0);
            Hyperparameters changed = switch (number % 4) {
                case 1 -> plain.with(UpdateRule.Momentum.of(0.1 * number));
                case 2 -> plain.with(dropout);
                case 3 -> plain.with(new Stopping.NoImprovement(1));
                default -> plain;
            };
            return of(number, changed);
        }

        /** Returns one whose numbers overflow. */
        static Course diverging(int number) {
            return of(number, Hyperparameters.sgd(4, 5, 1e30, 5).with(UpdateRule.Momentum.of(0.9)));
        }

        TrainingResult train(TrainingDevice device, TrainingListener... listeners) {
            return new MiniBatchTrainer(device, options, List.of(listeners)).train(initial, TRAINING, EVALUATION);
        }

        TrainingResult alone() {
            try (Backend backend = new JointBackend(new CpuBackend(1), 1).backend()) {
                return new MiniBatchTrainer(backend, options, List.of()).train(initial, TRAINING, EVALUATION);
            }
        }
    }

    /** The work of a group's member, in place of training alone. */
    private interface Work {
        TrainingResult on(TrainingDevice device);
    }

    private static List<Course> courses(int count) {
        List<Course> courses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            courses.add(Course.of(i));
        }
        return courses;
    }

    /** Returns what came of each, a result or what was thrown. */
    private List<Object> together(List<Work> works) {
        return together(joint.backend(), new Pace(() -> {}), works);
    }

    private static List<Object> together(Backend opened, Pace pace, List<Work> works) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Backend backend = opened;
                LockStep lockStep = new LockStep(backend, works.size(), pace)) {
            List<Future<TrainingResult>> futures = new ArrayList<>();
            for (int i = 0; i < works.size(); i++) {
                int place = i;
                futures.add(threads.submit(() -> {
                    TrainingResult[] result = new TrainingResult[1];
                    lockStep.run(place, device -> result[0] = works.get(place).on(device));
                    return result[0];
                }));
            }
            threads.shutdown();
            assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
            List<Object> outcomes = new ArrayList<>();
            for (Future<TrainingResult> future : futures) {
                try {
                    outcomes.add(future.get());
                } catch (ExecutionException failed) {
                    outcomes.add(failed.getCause());
                }
            }
            return outcomes;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static List<Work> works(List<Course> courses) {
        List<Work> works = new ArrayList<>();
        courses.forEach(course -> works.add(course::train));
        return works;
    }

    private static void assertTrainedAsAlone(Course course, Object outcome) {
        TrainingResult expected = course.alone();
        TrainingResult actual = assertInstanceOf(TrainingResult.class, outcome);
        assertEquals(expected.network(), actual.network());
        assertEquals(expected.last(), actual.last());
        assertEquals(expected.reason(), actual.reason());
        assertEquals(values(expected), values(actual));
    }

    private static List<String> values(TrainingResult result) {
        return result.history().measurements().stream()
                .map(measurement -> measurement.epoch() + " " + measurement.eta() + " " + measurement.values())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void trainings_ofDifferentSettings_equalThoseAlone(int size) {
        List<Course> courses = courses(size);
        List<Object> outcomes = together(works(courses));
        for (int i = 0; i < size; i++) {
            assertTrainedAsAlone(courses.get(i), outcomes.get(i));
        }
        assertEquals(2, joint.uploads(), "data sets are uploaded once for all");
        assertEquals(List.of(), joint.leftOpen());
    }

    @Test
    void everyCall_hasTheStepsOfAllThatTrain_equallyMany() {
        List<Course> courses = new ArrayList<>();
        for (int epochs : new int[] {3, 1, 2}) {
            courses.add(Course.of(epochs, Hyperparameters.sgd(epochs, 5, 0.5, 0)));
        }
        together(works(courses));
        int[] stepsOfCallsOf = new int[4];
        for (List<Integer> run : joint.runs()) {
            assertEquals(1, run.stream().distinct().count(), run::toString);
            stepsOfCallsOf[run.size()] += run.get(0);
        }
        assertEquals(5, stepsOfCallsOf[3]);
        assertEquals(5, stepsOfCallsOf[2]);
        assertEquals(5, stepsOfCallsOf[1]);
    }

    /** With a clock that steps move by little, and evaluations by much. */
    @Test
    void timeOfEvaluations_doesNotMakeCallsShorter() {
        long[] now = {0};
        joint.hook(operation ->
                now[0] += operation.equals("run") ? 100 * MICRO : operation.equals("take") ? 5_000_000 * MICRO : 0);
        List<Course> courses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            courses.add(Course.of(i, Hyperparameters.sgd(6, 1, 0.5, 0)));
        }
        together(joint.backend(), new Pace(() -> {}, () -> now[0]), works(courses));
        List<Integer> steps = joint.runs().stream().map(run -> run.get(0)).toList();
        assertEquals(List.of(1, 2, 4, 8, 8, 16, 7, 23, 23, 23, 23), steps);
    }

    @Test
    void diverging_leavesTheOthersUndisturbed() {
        List<Course> courses = List.of(Course.of(0), Course.diverging(1), Course.of(2));
        List<Object> outcomes = together(works(courses));
        DivergedException expected = assertThrows(DivergedException.class, courses.get(1)::alone);
        DivergedException actual = assertInstanceOf(DivergedException.class, outcomes.get(1));
        assertEquals(expected.getMessage(), actual.getMessage());
        assertTrainedAsAlone(courses.get(0), outcomes.get(0));
        assertTrainedAsAlone(courses.get(2), outcomes.get(2));
        assertEquals(List.of(), joint.leftOpen());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void failure_ofOneTraining_leavesTheOthersUndisturbed(int failing) {
        List<Course> courses = courses(3);
        RuntimeException bug = new IllegalStateException("a listener's");
        List<Work> works = works(courses);
        works.set(
                failing,
                device -> courses.get(failing).train(device, new TrainingListener() {
                    @Override
                    public void progressed(long examples) {
                        if (examples > 10) {
                            throw bug;
                        }
                    }
                }));
        List<Object> outcomes = together(works);
        for (int i = 0; i < 3; i++) {
            if (i == failing) {
                assertSame(bug, outcomes.get(i));
            } else {
                assertTrainedAsAlone(courses.get(i), outcomes.get(i));
            }
        }
        assertEquals(List.of(), joint.leftOpen());
    }

    @Test
    void failure_beforeTheFirstStep_leavesTheOthersUndisturbed() {
        List<Course> courses = courses(3);
        List<Work> works = works(courses);
        Error noMemory = new OutOfMemoryError("of a test");
        works.set(0, device -> {
            throw noMemory;
        });
        List<Object> outcomes = together(works);
        assertSame(noMemory, outcomes.get(0));
        assertTrainedAsAlone(courses.get(1), outcomes.get(1));
        assertTrainedAsAlone(courses.get(2), outcomes.get(2));
    }

    @Test
    void failure_ofTheBackend_reachesEveryTraining() {
        BackendException lost = new BackendException("the device is lost");
        joint.hook(operation -> {
            if (operation.equals("run") && joint.runs().size() == 2) {
                throw lost;
            }
        });
        assertEquals(List.of(lost, lost, lost), together(works(courses(3))));
        assertEquals(List.of(), joint.leftOpen());
    }

    @Test
    void stop_ofOneTraining_endsItAlone() {
        List<Course> courses = courses(3);
        List<Work> works = works(courses);
        works.set(
                1,
                device -> courses.get(1).train(device, new TrainingListener() {
                    private boolean over;

                    @Override
                    public void progressed(long examples) {
                        over = true;
                    }

                    @Override
                    public boolean shouldStop() {
                        return over;
                    }
                }));
        List<Object> outcomes = together(works);
        assertEquals(
                StopReason.CANCELLED,
                assertInstanceOf(TrainingResult.class, outcomes.get(1)).reason());
        assertTrainedAsAlone(courses.get(0), outcomes.get(0));
        assertTrainedAsAlone(courses.get(2), outcomes.get(2));
    }
}
