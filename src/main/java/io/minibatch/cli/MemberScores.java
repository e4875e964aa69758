package io.minibatch.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictions;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.report.RecordedRun;
import io.minibatch.report.TextTable;
import io.minibatch.train.PredictionScore;
import io.minibatch.train.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The scores of members and of their committee, on the validation and the test data. */
final class MemberScores {
    private static final String NONE = "-";

    private final Score score;
    private final boolean tested;
    private final List<Row> rows;

    /** Scores; NaN for one that was not measured. */
    record Pair(double validation, double test) {
        static final Pair NONE = new Pair(Double.NaN, Double.NaN);
    }

    /** A member with how its run ended and the scores of the network that it saved. */
    private record Row(Member member, String outcome, Pair scores) {
        boolean counts() {
            return member.isTrained();
        }

        String ending() {
            return outcome.equals("requested") ? "stopped" : outcome;
        }
    }

    /** Reads what the runs of the members recorded. */
    MemberScores(List<Member> members, Split split) {
        score = Score.of(split.training().schema().task());
        Dataset test = split.test();
        tested = test != null;
        rows = members.stream().map(this::row).toList();
    }

    /**
     * Returns the scores of a committee on data as its members were trained on them.
     *
     * @param split standardized as the data of the members are, or not at all
     */
    static Pair ofCommittee(Committee committee, Split split, Backend backend) {
        try (CommitteePredictor answers = new CommitteePredictor(committee, backend)) {
            ToDoubleFunction<Dataset> score = data -> {
                Dataset aligned = committee.aligned(data);
                CommitteePredictions joint = answers.predict(aligned.examples().inputs(), split.standardization());
                return PredictionScore.of(aligned, joint.combined());
            };
            Dataset test = split.test();
            return new Pair(
                    score.applyAsDouble(split.validation()), test == null ? Double.NaN : score.applyAsDouble(test));
        }
    }

    private Row row(Member member) {
        RecordedRun run = member.recorded();
        if (run == null) {
            return new Row(member, "not begun", Pair.NONE);
        }
        JsonElement saved = run.json().get("saved");
        Pair scores = saved instanceof JsonObject object
                ? new Pair(
                        number(object, score.monitor().column()),
                        number(object, "test_" + score.monitor().quantity().label()))
                : Pair.NONE;
        return new Row(member, run.outcome(), scores);
    }

    private static double number(JsonObject from, String name) {
        JsonElement value = from.get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsDouble() : Double.NaN;
    }

    /** Returns the members' scores as lines, with mean and standard deviation, and those of the committee. */
    String table(@Nullable Pair committee) {
        List<String> header = new ArrayList<>(List.of("member", "seed", "validation " + score.label()));
        if (tested) {
            header.add("test " + score.label());
        }
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (Row row : rows) {
            String seed = String.valueOf(row.member.seed());
            if (row.counts()) {
                add(table, String.valueOf(row.member.number()), seed, row.scores);
            } else {
                table.add(String.valueOf(row.member.number()), cells(seed, row.ending(), ""));
            }
        }
        add(table, "mean", "", mean());
        add(table, "deviation", "", deviation());
        if (committee != null) {
            add(table, "committee", "", committee);
        }
        return table.text();
    }

    private void add(TextTable table, String name, String seed, Pair scores) {
        table.add(name, cells(seed, text(scores.validation), text(scores.test)));
    }

    private String[] cells(String seed, String validation, String test) {
        return tested ? new String[] {seed, validation, test} : new String[] {seed, validation};
    }

    private String text(double value) {
        return Double.isNaN(value) ? NONE : score.text(value);
    }

    private Pair mean() {
        return new Pair(mean(Pair::validation), mean(Pair::test));
    }

    private double mean(ToDoubleFunction<Pair> value) {
        return rows.stream()
                .filter(Row::counts)
                .mapToDouble(row -> value.applyAsDouble(row.scores))
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the standard deviation of the sample, NaN for fewer than two. */
    private Pair deviation() {
        return new Pair(deviation(Pair::validation), deviation(Pair::test));
    }

    private double deviation(ToDoubleFunction<Pair> value) {
        double mean = mean(value);
        double[] squares = rows.stream()
                .filter(Row::counts)
                .mapToDouble(row -> Math.pow(value.applyAsDouble(row.scores) - mean, 2))
                .toArray();
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return squares.length < 2 ? Double.NaN : Math.sqrt(sum / (squares.length - 1));
    }

    /** Adds the scores to the record of the members. */
    void addTo(JsonObject record, @Nullable Pair committee) {
        JsonArray members = new JsonArray();
        for (Row row : rows) {
            JsonObject json = json(row.scores);
            json.addProperty("folder", String.valueOf(row.member.number()));
            json.addProperty("seed", row.member.seed());
            json.addProperty("outcome", row.outcome);
            members.add(json);
        }
        record.add("members", members);
        record.add("mean", json(mean()));
        record.add("deviation", json(deviation()));
        if (committee != null) {
            record.add("committee", json(committee));
        }
    }

    private JsonObject json(Pair scores) {
        JsonObject json = new JsonObject();
        if (!Double.isNaN(scores.validation)) {
            json.addProperty(score.monitor().column(), scores.validation);
        }
        if (!Double.isNaN(scores.test)) {
            json.addProperty("test_" + score.monitor().quantity().label(), scores.test);
        }
        return json;
    }
}
