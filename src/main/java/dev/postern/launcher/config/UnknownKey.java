package dev.postern.launcher.config;

import dev.postern.contract.options.Section;
import java.util.List;
import java.util.Optional;

/** What to tell somebody who wrote a key that is none. */
final class UnknownKey {
    private UnknownKey() {}

    /**
     * @param path of the key
     * @return says that the key is unknown, and what may have been meant
     */
    static String text(String path, Section section) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        String prefix = path.substring(0, path.length() - key.length());
        List<String> known = section.keys();
        Optional<String> meant =
                Nearest.to(key, known).map(near -> prefix + near).or(() -> elsewhere(path, key));
        return "no such option; "
                + meant.map(near -> "did you mean " + near + "?").orElse("known here: " + String.join(", ", known));
    }

    private static Optional<String> elsewhere(String path, String key) {
        List<String> all = KnownPaths.all();
        return Nearest.to(path, all)
                .or(() ->
                        all.stream().filter(known -> known.endsWith("." + key)).findFirst());
    }
}
