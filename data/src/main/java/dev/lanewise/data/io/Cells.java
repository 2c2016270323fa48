package dev.lanewise.data.io;

/** The text of cells. */
final class Cells {
    private Cells() {}

    /** A cell without the blanks around it, no-break spaces too, which {@link String#strip} leaves. */
    static String strip(String cell) {
        int start = 0;
        int end = cell.length();
        while (start < end && isBlank(cell.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(cell.charAt(end - 1))) {
            end--;
        }
        return cell.substring(start, end);
    }

    static boolean isBlank(char c) { return Character.isWhitespace(c) || Character.isSpaceChar(c); }
}
