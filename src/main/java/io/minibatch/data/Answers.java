package io.minibatch.data;

import java.util.List;

/** The labels or targets in a file as read, before their meaning (classes or numbers) is known. */
sealed interface Answers {
    /** Returns the number of examples. */
    int size();

    /**
     * One name an example.
     *
     * @param names in the order that the classes shall have; some may have no example
     * @param indices of the examples' names
     */
    record Names(List<String> names, int[] indices) implements Answers {
        @Override
        public int size() {
            return indices.length;
        }
    }

    /** The role of a column of numbers. */
    enum Role {
        /** To be predicted, as an option or the number of columns says. */
        TARGETS,
        /** The class where they are whole, as an option says. */
        LABEL,
        /** The class where they are whole and not too many, as the name of the column says. */
        CLASS_BY_NAME,
        /** The class, or a number to predict: their values tell. */
        UNDECIDED
    }

    /**
     * Numbers.
     *
     * @param columns names of the numbers of an example
     * @param values {@code [size, columns]}
     */
    record Numbers(List<String> columns, double[] values, Role role) implements Answers {
        @Override
        public int size() {
            return values.length / columns.size();
        }
    }
}
