package io.minibatch.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** A white image to draw on, with the fonts and colours that all reports share. */
final class Picture implements AutoCloseable {
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    static final Color INK = new Color(0x22, 0x22, 0x22);
    static final Color LINE = new Color(0xDD, 0xDD, 0xDD);

    private static final int MARGIN = 8;

    private final BufferedImage image;
    private final Graphics2D graphics;

    Picture(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(INK);
    }

    /** Returns how wide a text is drawn. */
    static int width(String text, Font font) {
        try (Picture any = new Picture(1, 1)) {
            return any.graphics.getFontMetrics(font).stringWidth(text);
        }
    }

    BufferedImage image() {
        return image;
    }

    Graphics2D graphics() {
        return graphics;
    }

    /** Draws a line of text around a centre, its end replaced by … where it would come too close to the border. */
    void text(String text, Font font, int centre, int baseline) {
        graphics.setFont(font);
        FontMetrics metrics = graphics.getFontMetrics();
        int widest = 2 * (Math.min(centre, image.getWidth() - centre) - MARGIN);
        String fitting = text;
        for (int end = text.length(); end > 0 && metrics.stringWidth(fitting) > widest; ) {
            end--;
            fitting = text.substring(0, end) + "…";
        }
        graphics.drawString(fitting, centre - metrics.stringWidth(fitting) / 2, baseline);
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}
