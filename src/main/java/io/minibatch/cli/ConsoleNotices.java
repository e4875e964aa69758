package io.minibatch.cli;

import io.minibatch.data.DataListener;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints messages as lines, downloads as progress bars on a terminal and a line elsewhere. */
final class ConsoleNotices implements DataListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleNotices.class);

    private static final double MEGABYTE = 1e6;

    private final Map<String, Download> downloads = new ConcurrentHashMap<>();

    /** Progress of one download. */
    private record Download(StatusLine status, Pace pace) {
        Download() {
            this(StatusLine.open(), new Pace());
        }
    }

    @Override
    public void message(String line) {
        LOG.warn("{}", line);
    }

    @Override
    public void progress(String file, long done, long total) {
        Download download = downloads.computeIfAbsent(file, name -> new Download());
        double fraction = (double) done / total;
        String amount = String.format(Locale.ROOT, "%.1f of %.1f MB", done / MEGABYTE, total / MEGABYTE);
        download.status.show(new Progress(file, fraction, List.of(amount), download.pace.secondsLeft(fraction)));
        if (done == total) {
            download.status.close();
            downloads.remove(file);
            LOG.info("Downloaded {} ({} bytes)", file, total);
        }
    }
}
