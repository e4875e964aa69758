package io.minibatch.spec;

/** The edit distance of two names. */
final class Spelling {
    /** The distance up to which one is taken for the other. */
    static final int MOST = 2;

    private Spelling() {}

    /** Returns the Levenshtein distance: insertions, deletions and replacements of letters. */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
