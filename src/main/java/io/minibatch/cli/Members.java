package io.minibatch.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataException;
import io.minibatch.data.Split;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.FolderLock;
import io.minibatch.model.Combination;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteeFile;
import io.minibatch.report.RecordedRun;
import io.minibatch.report.RunFolder;
import io.minibatch.spec.PreparedTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Carries out {@code train --seeds}: trains networks that differ by their seeds, each a run in a folder of its own, and
 * makes them one committee. What the runs have in common, and their scores, is in the file {@value #FILE}.
 */
final class Members {
    private static final String FILE = "members.json";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path folder;
    private final TrainCommand command;
    private final Split loaded;
    private final PreparedTraining first;
    private final List<Member> members;
    private final List<String> changes;
    private final Set<Member> trainedBefore;
    private final Combination combination;

    private Members(
            Path folder,
            TrainCommand command,
            Split loaded,
            PreparedTraining first,
            List<String> arguments,
            List<String> changes) {
        this.folder = folder;
        this.command = command;
        this.loaded = loaded;
        this.first = first;
        this.members =
                Member.of(folder, first.options().seed(), command.members().count(), arguments);
        this.changes = changes;
        this.trainedBefore = members.stream().filter(Member::isTrained).collect(Collectors.toUnmodifiableSet());
        Path committee = folder.resolve(CommitteeFile.NAME);
        this.combination =
                Files.exists(committee) ? CommitteeFile.read(committee).combination() : Combination.MEAN;
    }

    /** Whether a folder holds networks that were trained together. */
    static boolean areIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Trains the networks of a command, and returns the exit status. */
    static int begin(TrainCommand command) {
        Split split = command.load();
        PreparedTraining first = command.prepare(split, true);
        requireSeeds(command, first);
        command.notify(first);
        Backends.Selection choice = open(command, first);
        try (Backend backend = choice.backend()) {
            Path folder = command.output().make();
            List<String> arguments = RunRecord.arguments(command.commandLine(), name -> !name.equals(RunRecord.PAGE));
            try (FolderLock lock = FolderLock.take(folder)) {
                RunFolder.requireNew(folder);
                return new Members(folder, command, split, first, arguments, List.of()).carryOut(choice);
            }
        }
    }

    private static void requireSeeds(TrainCommand command, PreparedTraining first) {
        int count = command.members().count();
        if (first.options().seed() > Long.MAX_VALUE - count + 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "--seed " + first.options().seed() + ": " + MemberArguments.SEEDS + " " + count
                            + " needs the seeds that follow it; give a smaller one");
        }
    }

    private static Backends.Selection open(TrainCommand command, PreparedTraining first) {
        return command.device()
                .openForTrials(first.workload(), command.members().count());
    }

    /**
     * Trains the networks in a folder that are not trained to their end, and returns the exit status.
     *
     * @param given the command with {@code --resume}, whose few other flags replace those of the runs
     */
    static int resume(Path folder, CommandLine given) {
        List<String> changes = Resumption.changes(given);
        try (FolderLock lock = FolderLock.take(folder)) {
            RecordedRun run = RecordedRun.readFile(folder.resolve(FILE));
            RecordedCommand recorded = new RecordedCommand(run);
            TrainCommand before = recorded.parsed();
            TrainCommand command = recorded.parsedWith(changes);
            requireAsManyEpochs(folder, before, command);
            // All are to have them, also those that an interrupted command with more epochs did not come to.
            List<String> ofMembers = new ArrayList<>(changes);
            ofMembers.add("--epochs=" + command.epochs());
            if (Objects.equals(command.data().folder(), before.data().folder())) {
                RecordedData.requirePresent(folder, before.data().folder(), "; name their file or folder by --data");
            }
            command.resumeOn(run.json().get("backend"), folder);
            Split split = command.load();
            RecordedData.requireSame(folder, run.json(), split, "; name the run's data by --data");
            PreparedTraining first = command.prepare(split, false);
            Members members = new Members(folder, command, split, first, recorded.changed(changes), ofMembers);
            members.requireResumable();
            Backends.Selection choice = open(command, first);
            try (Backend backend = choice.backend()) {
                return members.carryOut(choice);
            }
        }
    }

    private static void requireAsManyEpochs(Path folder, TrainCommand before, TrainCommand now) {
        int then = before.epochs();
        if (now.epochs() < then) {
            throw new DataException(folder + ": the networks were started with " + then
                    + " epochs; --epochs must be at least that, not " + now.epochs());
        }
    }

    /** Refuses what a member cannot be resumed with before anything is written. */
    private void requireResumable() {
        waiting().filter(member -> member.recorded() != null).forEach(member -> {
            try (FolderLock lock = FolderLock.take(member.folder())) {
                Resumption resumption = Resumption.of(member.folder(), lock, changes);
                resumption.start(resumption.command().prepare(loaded, false).on(first.split()), true);
            }
        });
    }

    private Stream<Member> waiting() {
        return members.stream().filter(member -> !member.isEnded());
    }

    private int carryOut(Backends.Selection choice) {
        JsonObject record = RunRecord.of(command.commandLine(), first, choice);
        List<Member> waiting = waiting().toList();
        save(record, "running");
        Split shared = first.split();
        int epochs = first.options().hyperparameters().epochs();
        try (MemberLines lines =
                new MemberLines(waiting.size(), epochs, shared.training().size(), Terminal.isInteractive())) {
            MemberTrainer trainer =
                    new MemberTrainer(loaded, shared, choice.reason(), changes, lines, this::saveCommittee);
            MemberSchedule schedule = new MemberSchedule(
                    trainer,
                    first,
                    threads -> command.device().choose(threads).backend(),
                    command.device().threads());
            try (Interruption interruption = Interruption.calls(trainer::requestStop)) {
                if (!waiting.isEmpty()) {
                    schedule.run(waiting, choice.backend());
                } else if (members.stream().map(Member::outcome).anyMatch("completed"::equals)) {
                    System.out.println(
                            "The networks in " + folder + " are finished; a larger --epochs trains further.");
                }
                lines.close();
                return finish(record, choice.backend());
            } catch (RuntimeException | Error failed) {
                save(record, "failed");
                throw failed;
            }
        }
    }

    /** Makes those one model whose runs have come to their end, now or before: a killed process leaves what it had. */
    private synchronized void saveCommittee() {
        List<String> models = members.stream()
                .filter(member -> member.isTrained()
                        || trainedBefore.contains(member) && !member.outcome().equals("diverged"))
                .map(member -> member.number() + "/model.json")
                .toList();
        if (!models.isEmpty()) {
            new CommitteeFile(combination, models).write(folder.resolve(CommitteeFile.NAME));
        }
    }

    private int finish(JsonObject record, Backend backend) {
        MemberScores scores = new MemberScores(members, first.split());
        boolean stopped = !members.stream().allMatch(Member::isEnded);
        boolean trained = members.stream().anyMatch(Member::isTrained);
        MemberScores.Pair committee =
                trained && !stopped ? MemberScores.ofCommittee(Committee.load(folder), loaded, backend) : null;
        scores.addTo(record, committee);
        save(record, stopped ? "requested" : trained ? "completed" : "diverged");
        System.out.print(scores.table(committee));
        if (stopped) {
            System.out.println("Stopped as asked.");
            TrainCommand.sayHowToResume(folder);
            return Interruption.EXIT_CODE;
        }
        if (!trained) {
            Minibatch.complain(
                    folder + ": " + (members.size() == 1 ? "the network" : "all " + members.size() + " networks")
                            + " diverged; start again with a smaller --eta and another --out");
            return CommandLine.ExitCode.SOFTWARE;
        }
        long diverged = members.stream().filter(member -> !member.isTrained()).count();
        if (diverged > 0) {
            System.out.println("Diverged and left out of the committee: " + diverged + " of " + members.size());
        }
        String runs = members.size() == 1 ? "run 1" : "runs 1 to " + members.size();
        System.out.println("Saved in " + folder + ": " + runs + ", " + CommitteeFile.NAME + ", " + FILE);
        return 0;
    }

    private void save(JsonObject record, String outcome) {
        record.addProperty("outcome", outcome);
        AtomicFile.writeText(folder.resolve(FILE), GSON.toJson(record) + "\n");
    }
}
