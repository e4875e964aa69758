package io.minibatch.backend.cuda;

import io.minibatch.backend.Finding;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The findings so far. */
final class Findings {
    private final List<Finding> findings = new ArrayList<>();

    void searched(String what, String detail) {
        findings.add(new Finding.Searched(what, detail));
    }

    /** Returns true. */
    boolean found(String what, String detail) {
        findings.add(new Finding.Found(what, detail));
        return true;
    }

    /** Returns false. */
    boolean missing(String what, String detail, String remedy) {
        findings.add(new Finding.Missing(what, detail, remedy));
        return false;
    }

    /** Adds a library that is not used because a better one was found. */
    void passedOver(String what, List<Rejection> rejections) {
        rejections.forEach(rejection -> searched(what, rejection.detail() + "; passed over"));
    }

    /** Adds unusable libraries, the first as the missing one; returns false. */
    boolean unusable(String what, List<Rejection> rejections) {
        passedOver(what, rejections.subList(1, rejections.size()));
        return missing(what, rejections.get(0).detail(), rejections.get(0).remedy());
    }

    /** Returns false. */
    boolean jcudaMissing(Throwable failure) {
        return missing(
                "JCuda",
                "JCuda's libraries cannot be loaded from " + NativeLibraries.folder() + ": " + reason(failure),
                "set XDG_CACHE_HOME to a folder that can be written and from which programs may run");
    }

    List<Finding> toList() {
        return List.copyOf(findings);
    }

    /** Returns a failure's first line. */
    static String reason(Throwable failure) {
        String message = failure instanceof IOException io ? Reason.of(io) : String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse("");
    }
}
