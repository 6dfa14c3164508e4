package dev.postern.launcher.config;

import java.util.List;
import java.util.Optional;

/** What to tell somebody who wrote a key that is none. */
final class UnknownKey {
    private UnknownKey() {}

    /**
     * @param prefix the path of the section with its last dot, or nothing at the top
     * @return says that the key is unknown, and what may have been meant
     */
    static String text(String prefix, String key, Shape.Section section) {
        List<String> known = section.options().stream().map(Option::key).toList();
        Optional<String> meant =
                Nearest.to(key, known).map(near -> prefix + near).or(() -> elsewhere(prefix + key, key));
        return prefix + key + ": no such option; "
                + meant.map(near -> "did you mean " + near + "?").orElse("known here: " + String.join(", ", known));
    }

    private static Optional<String> elsewhere(String path, String key) {
        List<String> all = KnownPaths.all();
        return Nearest.to(path, all)
                .or(() ->
                        all.stream().filter(known -> known.endsWith("." + key)).findFirst());
    }
}
