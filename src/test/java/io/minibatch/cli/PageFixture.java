package io.minibatch.cli;

import io.minibatch.page.PageServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A page of the test's folder, and a browser to open it in. */
@Timeout(180)
abstract class PageFixture extends ProgramFixture {
    Browser browser;
    private PageServer server;

    @BeforeEach
    void open() {
        browser = Browser.open();
        server = PageServer.start(new PageArguments().settings(List.of(folder), null));
    }

    @AfterEach
    void close() {
        // Neither is there where the test was skipped.
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Shows a view by its part of the address, as {@code #/runs}. */
    void show(String view) {
        browser.show(server.address(), view);
    }

    /** Returns the part of the address of the view of a run, a search or an experiment in the test's folder. */
    String view(String kind, String name) {
        return "#/" + kind + "/" + path(name).replace("/", "%2F");
    }
}
