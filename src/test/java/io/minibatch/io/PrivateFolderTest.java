package io.minibatch.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFolderTest {
    private static final byte[] LIBRARY = "the library".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path root;

    private Path cache;

    @BeforeEach
    void makeCache() throws IOException {
        cache = Files.createDirectories(root.resolve("cache"));
    }

    @Test
    void file_thatIsMissing_isWritten() throws IOException {
        Path file = PrivateFolder.natives(cache).folder("cpu").file("a.so", () -> new ByteArrayInputStream(LIBRARY));
        assertEquals(cache.resolve("natives").resolve("cpu").resolve("a.so"), file);
        assertArrayEquals(LIBRARY, Files.readAllBytes(file));
    }

    /** Of the same length, so that size does not tell; the others also differ in their ends. */
    @ParameterizedTest
    @ValueSource(strings = {"the librarY", "The library", "the librar", "the library ", ""})
    void file_withOtherContent_isReplaced(String forged) throws IOException {
        PrivateFolder folder = PrivateFolder.natives(cache).folder("cpu");
        Files.writeString(folder.path().resolve("a.so"), forged);
        Path file = folder.file("a.so", () -> new ByteArrayInputStream(LIBRARY));
        assertArrayEquals(LIBRARY, Files.readAllBytes(file));
    }

    @Test
    void file_withTheContent_isKept() throws IOException {
        PrivateFolder folder = PrivateFolder.natives(cache).folder("cpu");
        Path file = folder.file("a.so", () -> new ByteArrayInputStream(LIBRARY));
        Object before = Files.getAttribute(file, "lastModifiedTime");
        Object inode = Files.readAttributes(file, "fileKey").get("fileKey");
        folder.file("a.so", () -> new ByteArrayInputStream(LIBRARY));
        assertEquals(before, Files.getAttribute(file, "lastModifiedTime"));
        assertEquals(inode, Files.readAttributes(file, "fileKey").get("fileKey"));
    }

    /** Whoever may write the file may change it after it was compared. */
    @Test
    void file_thatOthersMayWrite_isReplaced() throws IOException {
        needsPosix();
        PrivateFolder folder = PrivateFolder.natives(cache).folder("cpu");
        Path file = Files.write(folder.path().resolve("a.so"), LIBRARY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        folder.file("a.so", () -> new ByteArrayInputStream(LIBRARY));
        assertEquals("rw-r--r--", permissions(file));
    }

    @Test
    void file_thatIsALink_isReplacedAndItsTargetLeftAlone() throws IOException {
        needsPosix();
        PrivateFolder folder = PrivateFolder.natives(cache).folder("cpu");
        Path target = Files.writeString(root.resolve("elsewhere"), "other");
        Files.createSymbolicLink(folder.path().resolve("a.so"), target);
        Path file = folder.file("a.so", () -> new ByteArrayInputStream(LIBRARY));
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        assertEquals("other", Files.readString(target));
    }

    @Test
    void natives_openToOthers_isClosedToThem() throws IOException {
        needsPosix();
        Path natives = cache.resolve("natives");
        Path cpu = Files.createDirectories(natives.resolve("cpu"));
        for (Path open : new Path[] {cache, natives, cpu}) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        assertEquals(cpu, PrivateFolder.natives(cache).folder("cpu").path());
        assertEquals("rwxr-xr-x", permissions(cache));
        assertEquals("rwx------", permissions(natives));
        assertEquals("rwx------", permissions(cpu));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "natives"})
    void natives_ofAnotherUser_isATemporaryFolder(String foreign) throws IOException {
        Path folder = Files.createDirectories(cache.resolve(foreign));
        giveAway(folder);
        Path natives = PrivateFolder.natives(cache).path();
        assertFalse(natives.startsWith(cache), natives.toString());
        assertEquals("rwx------", permissions(natives));
        try (Stream<Path> left = Files.list(folder)) {
            assertFalse(left.anyMatch(Files::isRegularFile));
        }
        Files.delete(natives);
    }

    /** As in the cache of another user, where only root could make it. */
    @Test
    void natives_thatCannotBeMade_isATemporaryFolder() throws IOException {
        needsPosix();
        Path file = Files.writeString(root.resolve("file"), "");
        Path natives = PrivateFolder.natives(file.resolve("minibatch")).path();
        assertEquals("rwx------", permissions(natives));
        Files.delete(natives);
    }

    @Test
    void create_ofAnotherUser_isRefused() throws IOException {
        giveAway(cache);
        IOException thrown = assertThrows(IOException.class, () -> PrivateFolder.create(cache));
        assertEquals("it belongs to another user", thrown.getMessage());
    }

    private static void giveAway(Path folder) throws IOException {
        needsPosix();
        assumeTrue((int) Files.getAttribute(folder, "unix:uid") == 0, "only root can give a folder away");
        Files.setAttribute(folder, "unix:uid", 12345);
    }

    private static void needsPosix() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void file_ofAVersion_isComparedOnce_andAgainWhereItOrTheVersionChanges() throws IOException {
        PrivateFolder folder = PrivateFolder.natives(cache).folder("cpu");
        Versioned content = new Versioned();
        Path file = folder.file("a.so", content);
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("unix"), "no record without ctime");
        folder.file("a.so", content);
        assertEquals(1, content.read, "written once, then trusted");

        Files.writeString(file, "the librarY");
        folder.file("a.so", content);
        assertArrayEquals(LIBRARY, Files.readAllBytes(file));

        content.version = "2";
        int before = content.read;
        folder.file("a.so", content);
        folder.file("a.so", content);
        assertEquals(before + 1, content.read);
    }

    @Test
    void record_ofAnotherText_isNotTrusted() throws IOException {
        PrivateFolder folder = PrivateFolder.natives(cache).folder("cpu");
        Versioned content = new Versioned();
        Path file = folder.file("a.so", content);
        Path record = file.resolveSibling("a.so.compared");
        assumeTrue(Files.exists(record), "no record without ctime");
        Files.writeString(record, "");
        folder.file("a.so", content);
        assertEquals(2, content.read);
    }

    private static final class Versioned implements PrivateFolder.Content {
        private String version = "1";
        private int read;

        @Override
        public InputStream open() {
            read++;
            return new ByteArrayInputStream(LIBRARY);
        }

        @Override
        public String version() {
            return version;
        }
    }
}
