package io.minibatch.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    private static final int PROCESSES = 3;
    private static final int ADDITIONS = 60;

    @TempDir
    private Path folder;

    /** A process that holds the lock until it is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws InterruptedException {
            FolderLock lock = FolderLock.take(Path.of(arguments[0]));
            System.out.println("held");
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
            lock.close();
        }
    }

    /** A process that takes the lock once. */
    static final class Taker {
        public static void main(String[] arguments) {
            FolderLock.take(Path.of(arguments[0])).close();
        }
    }

    /** A process that adds to a number in a file, under the lock each time. */
    static final class Adder {
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path number = Path.of(arguments[1]);
            for (int i = 0; i < ADDITIONS; i++) {
                try (FolderLock lock = FolderLock.await(folder, line -> {})) {
                    int before = Integer.parseInt(Files.readString(number));
                    Files.writeString(number, Integer.toString(before + 1));
                }
            }
        }
    }

    private static Process start(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void take_heldByAnotherProcess_saysWhichAndSinceWhen() throws IOException, InterruptedException {
        Process holder = start(Holder.class, folder.toString());
        try {
            assertEquals("held", holder.inputReader().readLine());
            UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> FolderLock.take(folder));
            String message = String.valueOf(refused.getMessage());
            assertTrue(
                    message.startsWith(
                            folder + ": in use by another minibatch (process " + holder.pid() + ", since 20"),
                    message);
            // The attempt must not have freed it.
            assertThrows(UncheckedIOException.class, () -> FolderLock.take(folder));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        Files.writeString(folder.resolve(".model.json.1f.tmp"), "half");
        FolderLock.take(folder).close();
        assertEquals(0, Files.list(folder).count());
    }

    @Test
    void take_heldInThisProcess_isRefusedAndStaysHeldForOthers() throws IOException, InterruptedException {
        try (FolderLock lock = FolderLock.take(folder)) {
            UncheckedIOException refused = assertThrows(
                    UncheckedIOException.class,
                    () -> FolderLock.take(folder.resolve("..").resolve(folder.getFileName())));
            assertTrue(
                    String.valueOf(refused.getMessage())
                            .contains("process " + ProcessHandle.current().pid()),
                    refused.getMessage());
            assertEquals(1, start(Taker.class, folder.toString()).waitFor());
        }
        assertEquals(0, Files.list(folder).count());
    }

    @Test
    void await_ofSeveralProcesses_letsOneInAtATime() throws IOException, InterruptedException {
        Path number = Files.writeString(folder.resolve("number"), "0");
        List<Process> adders = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            adders.add(start(Adder.class, folder.resolve("locked").toString(), number.toString()));
        }
        for (Process adder : adders) {
            assertEquals(0, adder.waitFor());
        }
        assertEquals(PROCESSES * ADDITIONS, Integer.parseInt(Files.readString(number)));
    }

    @Test
    void await_saysOnceWhomItWaitsFor() {
        List<String> said = new ArrayList<>();
        FolderLock first = FolderLock.take(folder);
        Thread ending = new Thread(() -> {
            while (said.isEmpty()) {
                Thread.onSpinWait();
            }
            first.close();
        });
        ending.start();
        FolderLock.await(folder, said::add).close();
        assertEquals(1, said.size());
        assertTrue(said.get(0).startsWith("Waiting for another minibatch (process "), said.get(0));
    }

    @Test
    void take_fileInItsPlace_isNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> FolderLock.take(file));
        assertEquals(file + ": cannot be written: a file is where a folder should be", refused.getMessage());
    }

    @Test
    void isHeld_byThisProcessOrAnotherLivingOne() throws IOException, InterruptedException {
        assertFalse(FolderLock.isHeld(folder));
        try (FolderLock lock = FolderLock.take(folder)) {
            assertTrue(FolderLock.isHeld(folder));
        }
        assertFalse(FolderLock.isHeld(folder));
        Process holder = start(Holder.class, folder.toString());
        try {
            assertEquals("held", holder.inputReader().readLine());
            assertTrue(FolderLock.isHeld(folder));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertTrue(Files.exists(folder.resolve(FolderLock.FILE)), "a killed process leaves its file");
        assertFalse(FolderLock.isHeld(folder));
    }

    @Test
    void isHeld_byThisProcess_staysHeldForOthers() throws IOException, InterruptedException {
        try (FolderLock lock = FolderLock.take(folder)) {
            // Were the file opened here and closed again, the operating system would drop the lock.
            assertTrue(FolderLock.isHeld(folder.resolve("..").resolve(folder.getFileName())));
            assertEquals(1, start(Taker.class, folder.toString()).waitFor());
        }
    }

    @Test
    void isHeld_byAProcessThatLookedYoungerBecauseOfItsClock_isSo() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Instant start = self.info().startInstant().orElseThrow();
        String file = "process " + self.pid() + ", since ";
        Files.writeString(folder.resolve(FolderLock.FILE), file + start.minusSeconds(1) + "\n");
        assertTrue(FolderLock.isHeld(folder));
        Files.writeString(folder.resolve(FolderLock.FILE), file + start.minusSeconds(4) + "\n");
        assertFalse(FolderLock.isHeld(folder));
    }

    @Test
    void isHeld_whereTheNumberIsAnotherProcessNow_isNot() throws IOException {
        String before = "process " + ProcessHandle.current().pid() + ", since 2000-01-01T00:00:00Z\n";
        Files.writeString(folder.resolve(FolderLock.FILE), before);
        assertFalse(FolderLock.isHeld(folder));
        Files.writeString(folder.resolve(FolderLock.FILE), "process 1, since yesterday\n");
        assertFalse(FolderLock.isHeld(folder));
        Files.writeString(
                folder.resolve(FolderLock.FILE), "process 99999999999999999999, since 2000-01-01T00:00:00Z\n");
        assertFalse(FolderLock.isHeld(folder));
        assertFalse(FolderLock.isHeld(folder.resolve("missing")));
    }
}
