package io.minibatch.spec;

import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.Schedule.Constant;
import io.minibatch.optimize.Schedule.Exponential;
import io.minibatch.optimize.Schedule.OnPlateau;
import io.minibatch.optimize.Schedule.Steps;

/** A learning-rate schedule before the length of the run is known. */
public sealed interface ScheduleSpec {
    /** A schedule that does not depend on the length of the run. */
    record Fixed(Schedule schedule) implements ScheduleSpec {}

    /** {@link Schedule.Cosine} over the epochs after the warm-up. */
    record Cosine() implements ScheduleSpec {}

    /**
     * {@link Schedule.OneCycle} over the run.
     *
     * @param rise share of the run in which the learning rate rises
     */
    record OneCycle(double rise) implements ScheduleSpec {
        private static final OneCycle STANDARD = new OneCycle(Schedule.OneCycle.RISE);
    }

    /** The notations, for messages. */
    String NOTATIONS = "constant, halve, tenth, step:EVERY:DIVISOR, exponential:FACTOR, cosine or one-cycle";

    /** The same learning rate in all epochs. */
    ScheduleSpec CONSTANT = new Fixed(new Constant());

    /**
     * Returns the schedule.
     *
     * @param epochs of the run after the warm-up, at least 1
     */
    default Schedule over(int epochs) {
        if (this instanceof OneCycle cycle) {
            return new Schedule.OneCycle(epochs, cycle.rise);
        }
        return this instanceof Fixed fixed ? fixed.schedule : new Schedule.Cosine(epochs);
    }

    /** Reads the notation of the command line, as {@code step:20:10}. */
    static ScheduleSpec parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            return switch (parts[0]) {
                case "constant" -> only(parts, 1, CONSTANT);
                case "cosine" -> only(parts, 1, new Cosine());
                case "halve" -> only(parts, 2, new Fixed(new OnPlateau(patience(parts), 2, 1.0 / 1024)));
                case "tenth" -> only(parts, 2, new Fixed(new OnPlateau(patience(parts), 10, 1.0 / 1000)));
                case "step" ->
                    only(parts, 3, new Fixed(new Steps(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]))));
                case "exponential" -> only(parts, 2, new Fixed(new Exponential(Double.parseDouble(parts[1]))));
                case "one-cycle" -> only(parts, 2, oneCycle(parts));
                default -> throw new IllegalArgumentException("use " + NOTATIONS);
            };
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException(text
                    + ": use constant, halve:N, tenth:N, step:EVERY:DIVISOR, exponential:FACTOR, cosine "
                    + "or one-cycle:SHARE");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(text + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Writes the notation of the command line.
     *
     * @throws IllegalArgumentException if it has no notation: a warm-up, which is a separate setting, or a plateau's
     *     divisor other than 2 and 10
     */
    default String text() {
        if (this instanceof Cosine) {
            return "cosine";
        }
        if (this instanceof OneCycle cycle) {
            return cycle.equals(OneCycle.STANDARD) ? "one-cycle" : "one-cycle:" + Type.plain(cycle.rise);
        }
        Schedule schedule = over(1);
        if (schedule instanceof Constant) {
            return "constant";
        }
        if (schedule instanceof Steps steps) {
            return "step:" + steps.every() + ":" + Type.plain(steps.divisor());
        }
        if (schedule instanceof Exponential exponential) {
            return "exponential:" + Type.plain(exponential.decay());
        }
        if (schedule instanceof OnPlateau plateau) {
            String text = (plateau.divisor() == 2 ? "halve:" : "tenth:") + plateau.patience();
            if (parse(text).equals(this)) {
                return text;
            }
        }
        throw new IllegalArgumentException("has no notation for " + schedule);
    }

    private static OneCycle oneCycle(String[] parts) {
        OneCycle cycle = parts.length == 1 ? OneCycle.STANDARD : new OneCycle(Double.parseDouble(parts[1]));
        cycle.over(1); // refuses a wrong share
        return cycle;
    }

    private static int patience(String[] parts) {
        return parts.length == 1 ? 10 : Integer.parseInt(parts[1]);
    }

    private static ScheduleSpec only(String[] parts, int most, ScheduleSpec schedule) {
        if (parts.length > most) {
            throw new NumberFormatException();
        }
        return schedule;
    }
}
