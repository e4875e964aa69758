package io.minibatch.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens files; a test's own shows when they are flushed to the disk. */
@FunctionalInterface
interface ChannelOpener {
    FileChannel open(Path file, OpenOption... options) throws IOException;
}
