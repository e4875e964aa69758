package io.minibatch.report;

/** The frame of the pages that reports are: one style, no script, nothing from the network. */
public final class Html {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { border-bottom: 1px solid #ccc; padding: .25rem .75rem; text-align: left; vertical-align: top; }
            td { white-space: nowrap; } td:last-child { white-space: normal; }
            td.number, th.number { text-align: right; } td.number { white-space: nowrap; }
            img { max-width: 100%; height: auto; }
            section { border-top: 2px solid #222; margin-top: 3rem; }
            .yes::before { content: "✓ "; } .no::before { content: "✗ "; } .undecided::before { content: "? "; }
            .yes { color: #00664b; } .no { color: #a03c00; } .undecided { color: #555; }
            .aside, pre { color: #555; font-size: .875rem; }
            pre { overflow-x: auto; background: #f5f5f5; padding: .75rem; }
            """;

    private Html() {}

    /** Returns a page of a title, in plain text, and a body in HTML. */
    public static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>" + escaped(title) + "</h1>\n" + body
                + "</body>\n</html>\n";
    }

    /** Returns plain text as HTML that shows it. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
