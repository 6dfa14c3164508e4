package dev.postern.launcher.config;

/**
 * One thing that is wrong with the configuration, in one line for people.
 *
 * @param origin where it was said
 * @param text key, value and what was expected
 */
public record Problem(Origin origin, String text) {
    @Override
    public String toString() {
        return origin + ": " + text;
    }
}
