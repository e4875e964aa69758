package io.minibatch.cli;

import io.minibatch.data.DataListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ProgressBar;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints messages as lines, downloads as progress bars on a terminal and a line elsewhere. */
final class ConsoleNotices implements DataListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleNotices.class);

    private final Map<String, ProgressBar> bars = new ConcurrentHashMap<>();

    @Override
    public void message(String line) {
        LOG.warn("{}", line);
    }

    @Override
    public void progress(String file, long done, long total) {
        if (!Terminal.isInteractive()) {
            if (done == total) {
                LOG.info("Downloaded {} ({} bytes)", file, total);
            }
            return;
        }
        ProgressBar bar = bars.computeIfAbsent(
                file,
                name -> Terminal.progressBar(name)
                        .setInitialMax(total)
                        .setUnit(" KiB", 1024)
                        .build());
        bar.stepTo(done);
        if (done == total) {
            bar.close();
            bars.remove(file);
        }
    }
}
