package io.minibatch.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Map;

/** Shares as bars that lie, each with its name and per cent. */
public record Bars(String title, Map<String, Double> shares) {
    private static final int WIDTH = 900;
    private static final int TOP = 60;
    private static final int ROW = 40;
    private static final int BAR = 24;
    private static final int GAP = 12;
    private static final int RIGHT = 80;
    private static final Color COLOR = new Color(0x00, 0x72, 0xB2);

    /** Draws them in the order of the map. */
    public BufferedImage draw() {
        int height = TOP + ROW * shares.size() + GAP;
        int left = 2 * GAP
                + shares.keySet().stream()
                        .mapToInt(name -> Picture.width(name, Picture.TEXT))
                        .max()
                        .orElse(0);
        try (Picture picture = new Picture(WIDTH, height)) {
            picture.text(title, Picture.TITLE, WIDTH / 2, 30);
            Graphics2D graphics = picture.graphics();
            graphics.setFont(Picture.TEXT);
            int y = TOP;
            for (Map.Entry<String, Double> share : shares.entrySet()) {
                int length = (int) Math.round(share.getValue() * (WIDTH - left - RIGHT));
                graphics.setColor(COLOR);
                graphics.fillRect(left, y, length, BAR);
                graphics.setColor(Picture.INK);
                graphics.drawString(share.getKey(), GAP, y + BAR - 7);
                graphics.drawString(
                        String.format(Locale.ROOT, "%.0f %%", 100 * share.getValue()),
                        left + length + GAP,
                        y + BAR - 7);
                y += ROW;
            }
            return picture.image();
        }
    }
}
