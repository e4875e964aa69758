package io.minibatch.data;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders names as readers do: {@code 9.png} before {@code 10.png}. */
final class NaturalOrder implements Comparator<String> {
    private static final Pattern PIECE = Pattern.compile("[0-9]+|[^0-9]+");
    private static final Pattern ZEROS = Pattern.compile("^0+(?=[0-9])");

    @Override
    public int compare(String first, String second) {
        Matcher left = PIECE.matcher(first);
        Matcher right = PIECE.matcher(second);
        while (left.find()) {
            if (!right.find()) {
                return 1;
            }
            int order = comparePieces(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
        return right.find() ? -1 : first.compareTo(second);
    }

    private static int comparePieces(String left, String right) {
        if (!isNumber(left) || !isNumber(right)) {
            return left.compareTo(right);
        }
        String value = ZEROS.matcher(left).replaceFirst("");
        String other = ZEROS.matcher(right).replaceFirst("");
        return value.length() == other.length() ? value.compareTo(other) : value.length() - other.length();
    }

    private static boolean isNumber(String piece) {
        return piece.charAt(0) >= '0' && piece.charAt(0) <= '9';
    }
}
