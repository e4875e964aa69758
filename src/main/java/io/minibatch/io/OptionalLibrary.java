package io.minibatch.io;

/**
 * A library that few users of the Maven artifact need, so that they add it themselves; {@code minibatch.jar} holds it.
 */
public enum OptionalLibrary {
    /** Draws learning curves and other charts. */
    XCHART("charts", "org.knowm.xchart:xchart:3.8.8", "org.knowm.xchart.XYChart"),
    /** Trains support vector machines. */
    LIBSVM("support vector machines", "tw.edu.ntu.csie:libsvm:3.35", "libsvm.svm");

    private final String purpose;
    private final String artifact;
    private final String className;

    OptionalLibrary(String purpose, String artifact, String className) {
        this.purpose = purpose;
        this.artifact = artifact;
        this.className = className;
    }

    /** Returns the coordinates of the library in Maven, {@code group:artifact:version}. */
    public String artifact() {
        return artifact;
    }

    /**
     * Checks that the library can be loaded.
     *
     * @throws MissingLibraryException if it is missing; the message names the artifact to add
     */
    public void require() {
        require(OptionalLibrary.class.getClassLoader());
    }

    void require(ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
        } catch (ClassNotFoundException missing) {
            throw new MissingLibraryException(
                    purpose + " need " + artifact + "; add it to your project's dependencies");
        }
    }
}
