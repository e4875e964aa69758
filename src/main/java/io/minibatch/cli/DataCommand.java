package io.minibatch.cli;

import io.minibatch.data.Dataset;
import io.minibatch.data.FileChecksum;
import io.minibatch.data.Split;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what data there are. */
@Command(
        name = "data",
        customSynopsis = {"minibatch data [OPTION...]", "minibatch data expand|show [OPTION...]"},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Finds the data, downloading MNIST where it is missing, and says what is in them.",
        subcommands = {DataExpandCommand.class, DataShowCommand.class})
final class DataCommand implements Callable<Integer> {
    @Mixin
    private DataArguments data;

    @Override
    public Integer call() {
        Split split = data.load();
        System.out.println(split.source().description());
        for (Dataset part : new Dataset[] {split.training(), split.validation(), split.test()}) {
            System.out.printf(
                    Locale.ROOT, "%-28s %6d images of %d×%d%n", part.name(), part.size(), part.rows(), part.columns());
            System.out.println("  images of each class: " + counts(part));
        }
        for (FileChecksum file : split.source().files()) {
            System.out.printf(Locale.ROOT, "sha256 %s  %s%n", file.sha256(), file.name());
        }
        return 0;
    }

    private static String counts(Dataset part) {
        int[] counts = new int[part.outputs()];
        for (int i = 0; i < part.size(); i++) {
            counts[part.label(i)]++;
        }
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < counts.length; c++) {
            text.append(c == 0 ? "" : ", ")
                    .append(part.outputNames().get(c))
                    .append(": ")
                    .append(counts[c]);
        }
        return text.toString();
    }
}
