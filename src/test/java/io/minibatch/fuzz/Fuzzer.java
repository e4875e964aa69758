package io.minibatch.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives damaged files to a reader and watches what it does. */
final class Fuzzer {
    /** A reader that takes longer for a small file hangs, on a busy machine too. */
    private static final long HANG_NS = 60_000_000_000L;

    private static final int LONGEST_MESSAGE = 300;
    private static final Pattern WORDS_OF_JAVA =
            Pattern.compile("\\bnull\\b|\\b(java|com|io)\\.[a-z]+\\.|\\w(Exception|Error)\\b");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Path FINDINGS = Path.of("target", "fuzz");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FuzzTarget target;
    private final Path folder;
    private final Map<String, String> findings = new LinkedHashMap<>();
    private int refused;
    private long largest;
    private volatile byte[] current = {};
    private volatile long begun = System.nanoTime();

    /**
     * Creates a fuzzer.
     *
     * @param folder whose name may be in messages
     */
    Fuzzer(FuzzTarget target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /**
     * Gives the seeds and then so many damaged files to the reader, and returns what it should not have done, by kind.
     */
    Map<String, String> run(int executions, long seed) throws InterruptedException {
        Thread thread = new Thread(() -> execute(executions, new Random(seed)), "fuzz " + target.name());
        thread.setDaemon(true);
        thread.start();
        while (thread.isAlive()) {
            thread.join(200);
            if (System.nanoTime() - begun > HANG_NS) {
                String place =
                        Arrays.stream(thread.getStackTrace()).limit(8).toList().toString();
                found("hang", "still reading after a minute, at " + place, current);
                return findings;
            }
        }
        return findings;
    }

    private void execute(int executions, Random random) {
        // Classes that are loaded by the first reading are none of its memory.
        target.seeds().forEach(this::once);
        for (byte[] seed : target.seeds()) {
            int before = refused;
            check(seed);
            if (refused > before) {
                found("seed", "a good file is refused", seed);
            }
        }
        for (int i = 0; i < executions; i++) {
            byte[] seed = target.seeds().get(random.nextInt(target.seeds().size()));
            check(target.mutator().mutate(seed, random));
        }
    }

    private void check(byte[] content) {
        current = content;
        begun = System.nanoTime();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = once(content);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        largest = Math.max(largest, allocated);
        if (allocated > target.most().of(content)) {
            found("memory", "allocated " + allocated + " bytes for a file of " + content.length, content);
        }
        if (thrown == null) {
            return;
        }
        refused++;
        if (target.refusals().contains(thrown.getClass())) {
            checkMessage(String.valueOf(thrown.getMessage()).replace(folder.toString(), ""), content);
        } else {
            StackTraceElement[] trace = thrown.getStackTrace();
            found(thrown.getClass() + " at " + (trace.length == 0 ? "?" : trace[0]), thrown.toString(), content);
        }
    }

    private @Nullable Throwable once(byte[] content) {
        try {
            target.reading().read(content);
            return null;
        } catch (IOException | RuntimeException | Error thrown) {
            return thrown;
        }
    }

    private void checkMessage(String message, byte[] content) {
        if (message.length() > LONGEST_MESSAGE) {
            found("long message", message, content);
        }
        if (message.codePoints().anyMatch(Character::isISOControl)
                || message.lines().count() != 1) {
            found("message of several lines or with control characters", message, content);
        }
        Matcher words = WORDS_OF_JAVA.matcher(QUOTED.matcher(message).replaceAll(""));
        while (words.find()) {
            if (!isInText(words.group(), content)) {
                found("Java in the message", message, content);
            }
        }
    }

    /** Returns whether a text of the file, which a message may show, holds a word. */
    private static boolean isInText(String word, byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return Pattern.compile("\"[^\"]*" + Pattern.quote(word) + "[^\"]*\"")
                .matcher(text)
                .find();
    }

    /** Keeps the first file of each kind. */
    private void found(String kind, String what, byte[] content) {
        if (findings.containsKey(kind)) {
            return;
        }
        Path file = FINDINGS.resolve(target.name() + "-" + findings.size());
        try {
            Files.createDirectories(FINDINGS);
            Files.write(file, content);
        } catch (IOException unwritable) {
            throw new AssertionError(unwritable);
        }
        findings.put(kind, what.substring(0, Math.min(1000, what.length())) + " (" + file + ")");
    }

    /** Returns how many files were refused. */
    int refused() {
        return refused;
    }

    /** Returns the most bytes that one file has made the reader allocate. */
    long largest() {
        return largest;
    }
}
