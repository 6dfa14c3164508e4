package dev.postern.contract.options;

import java.util.Collection;

/** Takes what is wrong with the values that were given. */
@FunctionalInterface
public interface OptionProblems {
    /**
     * One thing that is wrong.
     *
     * @param path of the value, as {@code plugins.discard.delay}
     * @param text the value and what was expected
     */
    void add(String path, String text);

    /** What to tell somebody who wrote a key that is none of the section's. */
    default String noSuchOption(String path, Section section) {
        return "no such option; known here: " + String.join(", ", section.keys());
    }

    /** What to tell somebody who wrote a word that is none of the known ones. */
    default String hint(String word, Collection<String> known) {
        return "expected one of " + String.join(", ", known);
    }
}
