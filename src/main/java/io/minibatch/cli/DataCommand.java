package io.minibatch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what data there are. */
@Command(
        name = "data",
        customSynopsis = {"minibatch data [OPTION...]", "minibatch data expand|show [OPTION...]"},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Describes the data.",
            "Finds the data, downloads MNIST if it is missing, and prints parts, classes and files."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch data", "  minibatch data --data table.csv --label-column species"},
        subcommands = {DataExpandCommand.class, DataShowCommand.class})
final class DataCommand implements Callable<Integer> {
    @Mixin
    private DataArguments data;

    @Override
    public Integer call() {
        DataLines.of(data.load()).forEach(System.out::println);
        return 0;
    }
}
