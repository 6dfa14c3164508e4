package dev.postern.launcher.yaml;

/**
 * One thing that is wrong with the configuration, in one line for people.
 *
 * @param origin where it was said
 * @param text begins with the path of the option, if it is about one; then its value and what was expected
 */
public record Problem(Origin origin, String text) {
    /** Whether it is about an option in this section, or about the section itself. */
    public boolean isIn(String section) {
        return text.startsWith(section + ".") || text.startsWith(section + ":");
    }

    @Override
    public String toString() {
        return origin + ": " + text;
    }
}
