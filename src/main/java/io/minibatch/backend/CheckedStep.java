package io.minibatch.backend;

/** A recorded step that cannot become part of another record. */
final class CheckedStep implements Step {
    private final Step inner;
    private final CheckedRecording recording;

    CheckedStep(Step inner, CheckedRecording recording) {
        this.inner = inner;
        this.recording = recording;
    }

    @Override
    public void run(int times) {
        recording.refuse("run");
        inner.run(times);
    }

    /** Returns the step as the other backend knows it. */
    Step inner() {
        return inner;
    }

    @Override
    public void close() {
        recording.refuse("close");
        inner.close();
    }
}
