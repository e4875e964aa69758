package io.minibatch.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** A heading of the help and the options under it, the common ones first. */
enum HelpGroup {
    NETWORK("Network", "layers activations cost init"),
    OPTIMIZER(
            "Optimizer",
            "epochs batch eta optimizer momentum schedule warm-up clip-norm weight-decay momentum-ramp any-momentum"),
    REGULARIZATION("Regularization", "lambda dropout l1 max-norm label-smoothing average early-stop"),
    DATA(
            "Data",
            "data part validation train-size validation-size classes standardize class-weights label-column "
                    + "target-columns "
                    + "validation-data split transpose offline"),
    AUGMENTATION("Augmentation", "augment shifts rotate shear scale translate elastic gentle"),
    RUN(
            "Run",
            "out resume seed seeds keep monitor monitor-every checkpoint-every tensorboard page port host "
                    + "gallery quick"),
    DEVICE("Device", "backend threads precision gemm fused cuda-libs checked on shards");

    private final String heading;
    private final List<String> names;

    HelpGroup(String heading, String names) {
        this.heading = heading;
        this.names = Stream.of(names.split(" ")).map(name -> "--" + name).toList();
    }

    String heading() {
        return heading;
    }

    /** Returns the names of its options, with dashes. */
    List<String> names() {
        return names;
    }

    /** Returns the options of this group, in its order. */
    List<OptionSpec> of(List<OptionSpec> options) {
        return names.stream()
                .flatMap(name ->
                        options.stream().filter(option -> option.longestName().equals(name)))
                .toList();
    }

    /** Returns the options of no group, in their order. */
    static List<OptionSpec> ofNone(List<OptionSpec> options) {
        return options.stream()
                .filter(option ->
                        Arrays.stream(values()).noneMatch(group -> group.names.contains(option.longestName())))
                .toList();
    }
}
