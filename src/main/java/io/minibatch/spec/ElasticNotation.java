package io.minibatch.spec;

import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Range;
import io.minibatch.io.Excerpt;

/** The notation of a displacement field, {@code 4,34} or with ranges {@code 5-6,36-38}. */
final class ElasticNotation {
    static final Type<Elastic> TYPE = new Type<>(String.class, true, ElasticNotation::parse, ElasticNotation::print);

    private ElasticNotation() {}

    private static Elastic parse(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length != 2) {
            throw new IllegalArgumentException(Excerpt.of(text) + ": give sigma and alpha, for example 4,34");
        }
        return new Elastic(range(numbers[0]), range(numbers[1]));
    }

    /** Reads a number, or two with a minus between them. */
    private static Range range(String text) {
        int minus = text.indexOf('-', 1);
        try {
            double from = Double.parseDouble(minus < 0 ? text : text.substring(0, minus));
            return new Range(from, minus < 0 ? from : Double.parseDouble(text.substring(minus + 1)));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(
                    ": '" + Excerpt.of(text) + "' is neither a number nor a range as 5-6", wrong);
        }
    }

    private static String print(Elastic elastic) {
        return elastic.sigma() + "," + elastic.alpha();
    }
}
