package io.minibatch.cli;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lowest line of a terminal, which shows progress; other lines are printed above it. Elsewhere only the other lines
 * are printed. Used by several threads.
 *
 * <p>After each write the cursor is at the beginning of the line. Where a terminal that becomes narrower wraps the
 * line, all of its rows are below the cursor, and the next write erases them all.
 */
final class StatusLine implements AutoCloseable {
    private static final long BETWEEN_DRAWINGS_MS = 200;

    /** The terminal may have been resized. */
    private static final int DRAWINGS_BETWEEN_MEASUREMENTS = 5;

    /** From the beginning of the line to the end of the screen; also removes the ^C of a terminal. */
    private static final String ERASE = "\r\033[J";

    private static volatile @Nullable StatusLine current;

    private final boolean shown;
    private final IntSupplier terminalColumns;
    private final Thread closing = new Thread(this::close, "close-status-line");
    private @Nullable Progress progress;
    private int columns;
    private boolean drawn;
    private boolean outdated;
    private boolean closed;

    /**
     * Creates a line that nothing but its methods draws.
     *
     * @param columns returns the width of the terminal
     */
    StatusLine(boolean shown, IntSupplier columns) {
        this.shown = shown;
        this.terminalColumns = columns;
    }

    /** Returns the status line of this process's terminal, which is drawn until it is closed or the process ends. */
    static StatusLine open() {
        return open(Terminal.isInteractive());
    }

    /** Returns a status line. */
    static StatusLine open(boolean shown) {
        StatusLine line = new StatusLine(shown, Terminal::columns);
        if (shown) {
            try {
                Runtime.getRuntime().addShutdownHook(line.closing);
                Thread drawing = new Thread(line::keepDrawn, "status-line");
                drawing.setDaemon(true);
                drawing.start();
                current = line;
            } catch (IllegalStateException ending) {
                line.close();
            }
        }
        return line;
    }

    /** Prints to another stream of the terminal; what it prints ends a line. */
    static void aside(Runnable print) {
        StatusLine line = current;
        if (line == null) {
            print.run();
            return;
        }
        synchronized (line) {
            line.erase();
            print.run();
            line.draw();
        }
    }

    /** Closes the status line, if there is one. */
    static void closeCurrent() {
        StatusLine line = current;
        if (line != null) {
            line.close();
        }
    }

    /** Returns whether there is a terminal, on which progress is shown. */
    boolean isShown() {
        return shown;
    }

    /** Shows progress from now on, null for none. */
    synchronized void show(@Nullable Progress now) {
        progress = now;
        outdated = true;
        if (now == null) {
            erase();
        } else if (!drawn) {
            draw();
        }
    }

    /** Prints a line above. */
    synchronized void print(String line) {
        // In one piece, which a terminal shows without flicker.
        System.out.print((drawn ? ERASE : "") + line + System.lineSeparator());
        drawn = false;
        draw();
    }

    /** Draws the progress for a terminal of this width, where it is another. */
    synchronized void resize(int now) {
        outdated |= columns != now;
        columns = now;
        if (outdated) {
            draw();
        }
    }

    private synchronized void draw() {
        if (!shown || closed || progress == null) {
            return;
        }
        if (columns == 0) {
            columns = terminalColumns.getAsInt();
        }
        // Terminals wrap a line that fills its last column, or not.
        String line = progress.line(Math.max(1, columns - 1), Terminal.barStyle());
        System.out.print((drawn ? ERASE : "") + line + "\r");
        System.out.flush();
        drawn = true;
        outdated = false;
    }

    private void erase() {
        if (drawn) {
            System.out.print(ERASE);
            System.out.flush();
            drawn = false;
        }
    }

    private void keepDrawn() {
        for (int drawings = 1; ; drawings++) {
            int now = drawings % DRAWINGS_BETWEEN_MEASUREMENTS == 0 ? terminalColumns.getAsInt() : 0;
            synchronized (this) {
                if (closed) {
                    return;
                }
                if (progress != null) {
                    resize(now == 0 ? columns : now);
                }
                try {
                    wait(BETWEEN_DRAWINGS_MS);
                } catch (InterruptedException nobodyDoesThat) {
                    return;
                }
            }
        }
    }

    /** Erases the line and draws it no more; closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        erase();
        closed = true;
        notifyAll();
        if (current == this) {
            current = null;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(closing);
        } catch (IllegalStateException ending) {
            // It was called by that hook, or soon will be, and then does nothing.
        }
    }
}
