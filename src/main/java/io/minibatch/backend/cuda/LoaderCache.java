package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cache of Linux's dynamic loader, {@code /etc/ld.so.cache}, in which {@code ldconfig} notes the path of each
 * library. Source: glibc, {@code sysdeps/generic/dl-cache.h}.
 */
final class LoaderCache {
    /** Begins the cache, or, in caches that old loaders can read too, its second part. */
    private static final String MAGIC = "glibc-ld.so.cache1.1";

    private static final int HEADER_BYTES = 48;
    private static final int ENTRY_BYTES = 24;

    /** The flags of a library for glibc on 64-bit x86. */
    private static final int X86_64 = 0x303;

    private final String content;
    private final int start;
    private final ByteBuffer bytes;

    private LoaderCache(byte[] content) {
        this.content = new String(content, StandardCharsets.ISO_8859_1);
        this.start = this.content.indexOf(MAGIC);
        this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the folders in which the loader finds these libraries; none where the cache is unreadable or damaged. */
    static List<Path> folders(Path cache, Collection<String> libraries) {
        try {
            return new LoaderCache(Files.readAllBytes(cache)).folders(libraries);
        } catch (IOException | IndexOutOfBoundsException unreadable) {
            return List.of();
        }
    }

    private List<Path> folders(Collection<String> libraries) {
        List<Path> folders = new ArrayList<>();
        int count = start < 0 ? 0 : bytes.getInt(start + MAGIC.length());
        for (int i = 0; i < count; i++) {
            int entry = start + HEADER_BYTES + i * ENTRY_BYTES;
            if (bytes.getInt(entry) == X86_64 && libraries.contains(text(entry + 4))) {
                LibraryFolders.path(text(entry + 8))
                        .flatMap(file -> Stream.ofNullable(file.getParent()))
                        .forEach(folders::add);
            }
        }
        return folders;
    }

    /** Returns the text at the offset that lies at an address. */
    private String text(int address) {
        int from = start + bytes.getInt(address);
        return content.substring(from, content.indexOf('\0', from));
    }
}
