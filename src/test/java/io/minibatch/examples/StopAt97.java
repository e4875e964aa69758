package io.minibatch.examples;

import io.minibatch.Data;
import io.minibatch.Result;
import io.minibatch.Training;

/** Prints each epoch and stops at 97 % of the validation images. */
public final class StopAt97 {
    private StopAt97() {}

    public static void main(String[] args) {
        Result result = Training.on(Data.mnist())
                .hidden(100)
                .onMeasured(System.out::println)
                .stopWhen(epoch -> epoch.accuracy() >= 0.97)
                .run();
        System.out.println(result);
    }
}
