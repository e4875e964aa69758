package io.minibatch.cli;

import io.minibatch.model.MemberFiles;
import io.minibatch.model.ModelException;
import io.minibatch.page.PageServer;
import io.minibatch.page.PageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves the web page until it is stopped. */
@Command(
        name = "page",
        customSynopsis = "minibatch page [OPTION...] [DIR...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a web page of runs, searches and experiments.",
            "The page follows runs as they train and has a model to try by hand. Ctrl-C stops it.",
            "Other programs can use the model: POST /predict, GET /model, GET /health."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch page", "  minibatch page runs/1 --model runs/1 --port 8080"})
final class PageCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = "Folders of runs, searches and experiments, or their parent folders (default: runs, tune "
                    + "and experiments).")
    private List<Path> folders = List.of();

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Model file or run that answers POST /predict (default: the newest model.json).")
    private @Nullable Path model;

    @Mixin
    private PageArguments place;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PageSettings settings;
        try {
            settings = place.settings(folders.isEmpty() ? PageArguments.usualFolders() : folders, modelFile());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage(), wrong);
        }
        try (PageServer server = PageArguments.start(settings)) {
            PageArguments.awaitInterruption();
        }
        return 0;
    }

    /** Returns the file of {@code --model}, which may be written later. */
    private @Nullable Path modelFile() {
        if (model == null || !Files.exists(model)) {
            return model;
        }
        MemberFiles files = MemberFiles.of(model);
        if (!files.isModel()) {
            throw new ModelException(
                    "--model " + model + ": is a committee; the page answers by a single model, such as "
                            + files.members().get(0));
        }
        return files.file();
    }
}
