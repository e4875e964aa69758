package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Opened;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.StepRun;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.step.PlannedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Networks on one backend that make the same number of steps, all of them by one call of {@link Backend#run}. */
final class NetworkGroup implements AutoCloseable {
    private final Backend backend;
    private final List<Member> members = new ArrayList<>();
    private final Opened opened = new Opened();
    private int epoch;
    private int left;

    private record Member(long seed, DeviceNetwork network, StepMemory memory, Step step) {}

    /**
     * Copies the networks and their data to the device; frees them again where that fails.
     *
     * @param workloads with epochs of the same number of steps
     */
    NetworkGroup(Backend backend, List<Workload> workloads) {
        this.backend = backend;
        try {
            UploadedData data = opened.keep(new UploadedData(backend));
            workloads.forEach(workload -> members.add(member(workload, data.of(workload.data()))));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Returns networks that differ in their initial weights and in the order of their images, by seeds from 1 on. */
    static NetworkGroup ofSeeds(Backend backend, FusedCell cell, int count) {
        return new NetworkGroup(
                backend,
                IntStream.rangeClosed(1, count).mapToObj(cell::workload).toList());
    }

    /** Returns whether the backend carries out the steps of a cell whole. */
    static boolean isFused(Backend backend, FusedCell cell) {
        try (NetworkGroup group = ofSeeds(backend, cell, 1)) {
            return group.isFused();
        }
    }

    private Member member(Workload workload, Examples examples) {
        TrainingOptions options = workload.options();
        DeviceNetwork network = opened.keep(new DeviceNetwork(backend, workload.initial()));
        StepPlan plan = options.plan(network.architecture(), examples.size());
        StepMemory memory = opened.keep(StepMemory.allocate(backend, plan, examples, network.all()));
        double eta = options.hyperparameters().learningRate().eta();
        backend.upload(options.rates(eta, 0, examples.size()).pack(), memory.rates());
        Step step = opened.keep(PlannedStep.of(backend, plan, memory));
        return new Member(options.seed(), network, memory, step);
    }

    /** Returns whether the backend carries out the steps of all members whole. */
    boolean isFused() {
        return members.stream().allMatch(member -> PlannedStep.isFused(member.step));
    }

    int stepsPerEpoch() {
        return members.get(0).memory.batch().clock().stepsPerEpoch();
    }

    /** Makes steps of every network, over the ends of epochs, without waiting for the device. */
    NetworkGroup run(int times) {
        for (int missing = times; missing > 0; ) {
            if (left == 0) {
                members.forEach(member -> backend.shuffle(member.memory.batch(), member.seed, epoch));
                epoch++;
                left = stepsPerEpoch();
            }
            int next = Math.min(missing, left);
            backend.run(members.stream()
                    .map(member -> new StepRun(member.step, next))
                    .toList());
            left -= next;
            missing -= next;
        }
        return this;
    }

    /** Returns the seconds of so many steps of every network. */
    double seconds(int times) {
        backend.synchronize();
        long start = System.nanoTime();
        run(times);
        backend.synchronize();
        return 1e-9 * (System.nanoTime() - start);
    }

    /** Returns the parameters of a member, finite or not. */
    float[] parameters(int member) {
        DeviceNetwork network = members.get(member).network;
        float[] parameters = new float[network.all().size()];
        backend.download(network.all(), parameters);
        return parameters;
    }

    /** Returns the networks; throws {@link IllegalArgumentException} if a parameter is not finite. */
    List<Network> networks() {
        return members.stream().map(member -> member.network.download()).toList();
    }

    @Override
    public void close() {
        opened.close();
    }
}
