package dev.postern.contract.options;

/**
 * One thing that is wrong with the options of a plugin, though each of them can be read.
 *
 * @param key of the option, or of an item in it: {@code addresses.1}
 * @param text what stands there and what was expected, in one line for people
 */
public record Flaw(String key, String text) {
    /** With a whole option. */
    public static Flaw of(Option<?> option, String text) {
        return new Flaw(option.key(), text);
    }

    /** With one item of a list, from 0. */
    public static Flaw of(Option<?> option, int index, String text) {
        return new Flaw(option.key() + "." + index, text);
    }
}
