package io.minibatch.backend.cuda;

import io.minibatch.backend.Examples;

/** Images and labels as bytes in device memory. */
final class CudaExamples extends CudaMemory implements Examples {
    final Address images;
    final Address labels;
    private final int size;
    private final int features;
    private final int classes;

    CudaExamples(Owner owner, int size, int features, int classes) {
        super(owner);
        this.images = allocate((long) size * features);
        this.labels = allocate(size);
        this.size = size;
        this.features = features;
        this.classes = classes;
    }

    void upload(Staging staging, byte[] imageBytes, byte[] labelBytes) {
        staging.upload(imageBytes, images);
        staging.upload(labelBytes, labels);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int outputs() {
        return classes;
    }

    @Override
    public boolean areImages() {
        return true;
    }
}
