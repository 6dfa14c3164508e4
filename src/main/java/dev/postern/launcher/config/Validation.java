package dev.postern.launcher.config;

import dev.postern.contract.options.OptionProblems;
import dev.postern.contract.options.Section;
import dev.postern.launcher.yaml.Origins;
import dev.postern.launcher.yaml.Problem;
import java.util.Collection;
import java.util.List;

/** Takes what is wrong with the values, and adds where each was given and what may have been meant. */
record Validation(Origins origins, List<Problem> problems) implements OptionProblems {
    @Override
    public void add(String path, String text) {
        problems.add(new Problem(origins.of(path), path + ": " + text));
    }

    @Override
    public String noSuchOption(String path, Section section) {
        return Suggestions.forKey(path, section);
    }

    @Override
    public String hint(String word, Collection<String> known) {
        return Suggestions.hint(word, known);
    }
}
