package io.minibatch.examples;

import io.minibatch.Data;
import io.minibatch.Device;
import io.minibatch.Training;

/** Prints the available devices, and trains on the faster one. */
public final class ChooseDevice {
    private ChooseDevice() {}

    public static void main(String[] args) {
        for (Device device : Device.values()) {
            System.out.println(device + ": " + device.unavailableReason().orElse("available"));
        }
        Training training = Training.on(Data.digits()).hidden(30).epochs(1);
        System.out.println(training.device(Device.AUTO).run().device());
    }
}
