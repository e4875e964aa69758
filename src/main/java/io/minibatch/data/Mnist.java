package io.minibatch.data;

import java.net.URI;
import java.util.List;

/** The published MNIST: where it is and what it must hold. */
final class Mnist {
    static final List<URI> MIRRORS = List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));

    /** Of the decompressed files, since a mirror may compress anew. */
    static final List<FileChecksum> FILES = List.of(
            new FileChecksum(
                    "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new FileChecksum(
                    "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new FileChecksum(
                    "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new FileChecksum(
                    "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    private Mnist() {}

    /** Returns whether files are the published ones, whatever they are called. */
    static boolean matches(List<FileChecksum> files) {
        return files.stream()
                .map(FileChecksum::sha256)
                .toList()
                .equals(FILES.stream().map(FileChecksum::sha256).toList());
    }
}
