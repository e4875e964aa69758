package io.minibatch.backend;

/**
 * The desired outputs of a label: {@code y = on} at the label, {@code y = off} elsewhere. Examples with {@link
 * DesiredOutputs.Values} have their own y, and targets are ignored.
 *
 * @param on more than off
 */
public record Targets(float on, float off) {
    /** 1 and 0. */
    public static final Targets ONE_HOT = new Targets(1, 0);

    public Targets {
        if (!(on > off)) {
            throw new IllegalArgumentException(
                    "the target of the label, " + on + ", must be above the others', " + off);
        }
    }

    /**
     * Returns targets that share the part ε of the distance among all classes (Szegedy et al. 2016, section 7):
     * {@code on − ε·(on − off)·(1 − 1/classes)} and {@code off + ε·(on − off)/classes}.
     */
    public Targets smoothed(double epsilon, int classes) {
        double share = epsilon * (on - off) / classes;
        return new Targets((float) (on - share * (classes - 1)), (float) (off + share));
    }
}
