package io.minibatch.trial;

import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.spec.TrialSettings;
import java.util.Map;
import java.util.Objects;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import libsvm.svm_problem;

/** A support vector machine with radial basis functions, by libsvm, as the chapter compares networks with. */
final class SupportVectors {
    /** Share of the memory for rows of the kernel; affects speed only. */
    private static final double CACHE_SHARE = 0.4;

    private static final double MEBIBYTE = 1 << 20;
    private static final double TOLERANCE = 1e-3;
    private static final double MOST = 255;

    private SupportVectors() {}

    /** Throws {@link TrialException} for data that are not images with a class each, or that have no test part. */
    static void requireFit(Trial trial, Split split) {
        Dataset training = split.training();
        if (!training.hasLabels() || !training.hasImages()) {
            throw new TrialException(
                    trial.label(),
                    "a support vector machine is for images with a class each; " + training.name() + " has "
                            + (training.hasLabels() ? "rows of numbers" : "numbers to predict"));
        }
        if (split.test() == null) {
            throw new TrialException(
                    trial.label(),
                    "a support vector machine is measured on test data only, and " + training.name()
                            + " comes without a test part; add one");
        }
    }

    /** Trains on the training images and measures on the test images; pixels are from 0 to 1. */
    static Outcome run(Trial trial, Split split) {
        svm.svm_set_print_string_function(text -> {});
        Dataset training = split.training();
        svm_problem problem = new svm_problem();
        problem.l = training.size();
        problem.x = new svm_node[training.size()][];
        problem.y = new double[training.size()];
        for (int i = 0; i < training.size(); i++) {
            problem.x[i] = nodes(training, i);
            problem.y[i] = training.label(i);
        }
        Double penalty = trial.settings().get(TrialSettings.C);
        Double gamma = trial.settings().get(TrialSettings.GAMMA);
        svm_parameter parameter = new svm_parameter();
        parameter.svm_type = svm_parameter.C_SVC;
        parameter.kernel_type = svm_parameter.RBF;
        parameter.C = penalty == null ? 1 : penalty;
        parameter.gamma = gamma == null ? 1.0 / training.features() : gamma;
        parameter.cache_size = CACHE_SHARE * Runtime.getRuntime().maxMemory() / MEBIBYTE;
        parameter.eps = TOLERANCE;
        parameter.shrinking = 1;
        String wrong = svm.svm_check_parameter(problem, parameter);
        if (wrong != null) {
            throw new TrialException(trial.label(), "libsvm: " + wrong);
        }
        long start = System.nanoTime();
        svm_model model = svm.svm_train(problem, parameter);
        double seconds = (System.nanoTime() - start) * 1e-9;
        Dataset test = Objects.requireNonNull(split.test());
        int right = 0;
        for (int i = 0; i < test.size(); i++) {
            right += svm.svm_predict(model, nodes(test, i)) == test.label(i) ? 1 : 0;
        }
        return new Outcome(
                Map.of(),
                Map.of("test-accuracy", (double) right / test.size(), "seconds", seconds),
                new long[0],
                "completed");
    }

    private static svm_node[] nodes(Dataset data, int image) {
        byte[] pixels = data.images();
        int start = image * data.features();
        int count = 0;
        for (int p = 0; p < data.features(); p++) {
            count += pixels[start + p] != 0 ? 1 : 0;
        }
        svm_node[] nodes = new svm_node[count];
        int next = 0;
        for (int p = 0; p < data.features(); p++) {
            if (pixels[start + p] != 0) {
                svm_node node = new svm_node();
                node.index = p + 1;
                node.value = (pixels[start + p] & 0xFF) / MOST;
                nodes[next++] = node;
            }
        }
        return nodes;
    }
}
