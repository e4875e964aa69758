package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/**
 * Checks what it is asked before another backend does it: shapes, overlap of outputs with inputs, handles that are
 * closed or belong to another backend, and, after an operation that is not being recorded, that its output is finite.
 * Operations given to {@link #record} are asked for once more than the other backend asks: they must be recordable and
 * the same each time.
 *
 * <p>Each fault is an {@link IllegalArgumentException}, or {@link IllegalStateException} for closed handles and for
 * operations that cannot be recorded, that names the operation and the shapes. It reads outputs back, so it is slow:
 * for tests and for finding mistakes.
 */
public final class CheckedBackend extends CheckedArithmetic {
    /** Creates the checked form of {@code inner}, which is closed with it. */
    public CheckedBackend(Backend inner) {
        super(inner);
    }

    @Override
    public void gather(Batch batch, Matrix x) {
        open("gather", batch);
        CheckedMatrix to = use("gather", x);
        to.require("gather", batch.capacity(), batch.examples().features());
        note("gather from " + batch);
        issue(() -> inner().gather(batch, to.inner()));
    }

    @Override
    public void augment(Batch batch, Augmentation augmentation, Matrix x) {
        open("augment", batch);
        CheckedMatrix to = use("augment", x);
        to.require("augment", batch.capacity(), batch.examples().features());
        augmentation.checkFits(batch.examples());
        note("augment from " + batch + " by " + augmentation);
        issue(() -> inner().augment(batch, augmentation, to.inner()));
        finite("augment", x);
    }

    @Override
    public void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        CheckedMatrix offsets = use("activate", bias);
        CheckedMatrix inputs = use("activate", z);
        CheckedMatrix outputs = use("activate", a);
        offsets.require("activate: bias", 1, z.columns());
        outputs.require("activate: a", z.rows(), z.columns());
        inputs.requireApart("activate", offsets);
        outputs.requireApart("activate", offsets);
        if (a != z) {
            outputs.requireApart("activate", inputs);
        }
        open("activate", dropout);
        note("activate by " + function + " with " + dropout);
        issue(() -> inner().activate(function, offsets.inner(), inputs.inner(), outputs.inner(), dropout));
        finite("activate", a);
    }

    @Override
    public void softmax(Matrix bias, Matrix z) {
        CheckedMatrix offsets = use("softmax", bias);
        CheckedMatrix values = use("softmax", z);
        offsets.require("softmax: bias", 1, z.columns());
        values.requireApart("softmax", offsets);
        issue(() -> inner().softmax(offsets.inner(), values.inner()));
        finite("softmax", z);
    }

    @Override
    public void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        CheckedMatrix given = use("activationGradient", values);
        CheckedMatrix error = use("activationGradient", delta);
        given.require("activationGradient: values", delta.rows(), delta.columns());
        error.requireApart("activationGradient", given);
        BiasGradient trusted = trusted("activationGradient", biasGradient, given, error);
        open("activationGradient", dropout);
        note("activationGradient of " + function + " with " + dropout);
        issue(() -> inner().activationGradient(function, given.inner(), error.inner(), trusted, dropout));
        finite("activationGradient", delta);
        finite("activationGradient", biasGradient.sums());
    }

    /** Returns a bias gradient's own matrices, which must not overlap those of the layer. */
    private BiasGradient trusted(String operation, BiasGradient biasGradient, CheckedMatrix... ofLayer) {
        CheckedMatrix sums = use(operation, biasGradient.sums());
        int columns = ofLayer[0].columns();
        sums.require(operation + ": sums", 1, columns);
        for (CheckedMatrix matrix : ofLayer) {
            sums.requireApart(operation, matrix);
        }
        if (biasGradient.rate() == null || biasGradient.bias() == null) {
            return BiasGradient.of(sums.inner());
        }
        CheckedMatrix rate = use(operation, biasGradient.rate());
        CheckedMatrix bias = use(operation, biasGradient.bias());
        rate.require(operation + ": rate", 1, 1);
        bias.require(operation + ": bias", 1, columns);
        bias.requireApart(operation, sums);
        bias.requireApart(operation, rate);
        for (CheckedMatrix matrix : ofLayer) {
            bias.requireApart(operation, matrix);
        }
        return new BiasGradient(sums.inner(), rate.inner(), bias.inner());
    }

    @Override
    public void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        open("outputDelta", batch);
        CheckedMatrix values = use("outputDelta", activations);
        CheckedMatrix error = use("outputDelta", delta);
        values.require(
                "outputDelta: activations", batch.capacity(), batch.examples().outputs());
        error.require("outputDelta: delta", batch.capacity(), batch.examples().outputs());
        error.requireApart("outputDelta", values);
        note("outputDelta from " + batch + " for " + targets);
        issue(() -> inner().outputDelta(batch, targets, values.inner(), error.inner()));
    }

    @Override
    public void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        open("output", batch);
        CheckedMatrix offsets = use("output", bias);
        CheckedMatrix values = use("output", z);
        CheckedMatrix error = use("output", delta);
        int outputs = batch.examples().outputs();
        offsets.require("output: bias", 1, outputs);
        values.require("output: z", batch.capacity(), outputs);
        error.require("output: delta", batch.capacity(), outputs);
        error.requireApart("output", values);
        offsets.requireApart("output", values);
        offsets.requireApart("output", error);
        BiasGradient trusted = trusted("output", biasGradient, values, error);
        check(
                biasGradient.bias() == null || offsets.isSameAs(use("output", biasGradient.bias())),
                () -> "output: the step is of other biases than " + offsets);
        note("output from " + batch + " for " + objective);
        issue(() -> inner().output(objective, batch, offsets.inner(), values.inner(), error.inner(), trusted));
    }

    @Override
    public void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        open("tally", batch);
        open("tally", tally);
        CheckedMatrix values = use("tally", logits);
        values.require("tally: logits", batch.capacity(), batch.examples().outputs());
        check(
                batch.capacity() <= tally.capacity(),
                () -> "tally: " + batch.capacity() + " rows for a tally of " + tally.capacity());
        note("tally from " + batch + " for " + objective + " to " + tally);
        issue(() -> inner().tally(objective, batch, values.inner(), tally));
    }

    @Override
    public void descend(Descent rule, StepClock clock, Matrix rates, ParameterBlock block) {
        open("descend", clock);
        CheckedMatrix factors = use("descend", rates);
        CheckedMatrix values = use("descend", block.values());
        CheckedMatrix gradient = use("descend", block.gradient());
        Matrix kept = block.state();
        int size = values.columns();
        factors.require("descend: rates", 1, Rates.SIZE);
        values.require("descend: values", 1, size);
        gradient.require("descend: gradient", 1, size);
        values.requireApart("descend", gradient);
        check(block.weights() <= size, () -> "descend: " + block.weights() + " weights of " + size + " parameters");
        check((kept == null) == (rule.stateRows() == 0), () -> "descend: " + rule + " with state " + kept);
        Matrix state = null;
        if (kept != null) {
            CheckedMatrix checked = use("descend", kept);
            checked.require("descend: state", rule.stateRows(), size);
            checked.requireApart("descend", values);
            checked.requireApart("descend", gradient);
            state = checked.inner();
        }
        ParameterBlock trusted = new ParameterBlock(values.inner(), gradient.inner(), state, block.weights());
        note("descend by " + rule + " at " + clock);
        issue(() -> inner().descend(rule, clock, factors.inner(), trusted));
        finite("descend", values);
    }

    @Override
    public void limitNorms(float limit, Matrix weights) {
        check(limit > 0, () -> "limitNorms: limit " + limit);
        CheckedMatrix limited = use("limitNorms", weights);
        note("limitNorms to " + limit);
        issue(() -> inner().limitNorms(limit, limited.inner()));
        finite("limitNorms", weights);
    }
}
