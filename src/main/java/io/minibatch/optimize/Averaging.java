package io.minibatch.optimize;

import java.math.BigDecimal;

/** The averaging of weights during a run. */
public sealed interface Averaging {
    /** The notations, for messages. */
    String NOTATIONS = "none, ema, ema:DECAY, swa or swa:SHARE";

    /** No mean: the weights as the last step left them. */
    Averaging NONE = new None();

    /**
     * Reads the notation of the command line, as {@code ema:0.999}.
     *
     * @throws IllegalArgumentException in one line that begins with the text
     */
    static Averaging parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            boolean standard = parts.length == 1;
            return switch (parts.length > 2 ? "" : parts[0]) {
                case "none" -> noneOf(parts);
                case "ema" -> standard ? Exponential.standard() : new Exponential(Double.parseDouble(parts[1]));
                case "swa" -> standard ? Stochastic.standard() : new Stochastic(Double.parseDouble(parts[1]));
                default -> throw new NumberFormatException();
            };
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(text + ": use " + NOTATIONS, wrong);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(text + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Averaging noneOf(String[] parts) {
        if (parts.length > 1) {
            throw new NumberFormatException();
        }
        return NONE;
    }

    /** Returns the notation that {@link #parse} reads, with its number. */
    String text();

    private static String text(String name, double value) {
        return name + ":"
                + new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /** No mean. */
    record None() implements Averaging {
        @Override
        public String text() {
            return "none";
        }
    }

    /**
     * An exponential moving average (Polyak and Juditsky 1992; Tarvainen and Valpola 2017, section 2), without a start
     * value: divided by the sum of its weights, as Adam's moments are. Of the weights w₁, w₂, ... after k₁, k₂, ...
     * steps, {@code average ← average + (1 − dᵏ)/(1 − dᵗ)·(w − average)}, t being all steps so far.
     *
     * @param decay d of a step, above 0 and below 1
     */
    record Exponential(double decay) implements Averaging {
        /** Returns that with decay 0.999. */
        public static Exponential standard() {
            return new Exponential(0.999);
        }

        public Exponential {
            if (!(decay > 0 && decay < 1)) {
                throw new IllegalArgumentException(
                        "the decay of a moving average must be above 0 and below 1, not " + decay);
            }
        }

        /**
         * Returns the share of the newest weights in the average, 1 for the first.
         *
         * @param steps k since the last update, at least 1
         * @param all t, the steps of the run so far, at least k
         */
        public double share(long steps, long all) {
            double logarithm = Math.log(decay);
            return steps == all ? 1 : Math.expm1(steps * logarithm) / Math.expm1(all * logarithm);
        }

        @Override
        public String text() {
            return Averaging.text("ema", decay);
        }
    }

    /**
     * Stochastic weight averaging (Izmailov et al. 2018, algorithm 1): the equal mean of the weights at the ends of the
     * last epochs.
     *
     * @param share of the run's epochs, above 0, at most 1
     */
    record Stochastic(double share) implements Averaging {
        /** Returns that of the last quarter. */
        public static Stochastic standard() {
            return new Stochastic(0.25);
        }

        public Stochastic {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "the share of epochs that are averaged must be above 0 and at most 1, not " + share);
            }
        }

        /**
         * Returns how many epochs are averaged once {@code epoch} are done.
         *
         * @param epochs of the whole run; the last {@code share·epochs}, rounded, at least 1, are averaged
         */
        public int averaged(int epoch, int epochs) {
            int last = (int) Math.max(1, Math.round(share * epochs));
            return Math.max(0, epoch - (epochs - last));
        }

        @Override
        public String text() {
            return Averaging.text("swa", share);
        }
    }
}
