package dev.postern.launcher.config;

import dev.postern.contract.options.Section;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what somebody meant to write. */
public final class Suggestions {
    private Suggestions() {}

    /** The candidate with the fewest edits from the word, if they are few enough to be a slip. */
    static Optional<String> to(String word, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(best -> distance(word, best) <= Math.max(1, Math.min(word.length(), best.length()) / 3));
    }

    /** What to tell somebody who wrote a word that is none of the known ones. */
    public static String hint(String word, Collection<String> known) {
        return to(word, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("expected one of " + String.join(", ", known));
    }

    /** Levenshtein's distance; two neighbours that changed places count as one edit. */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = Math.max(i, j);
                if (i > 0 && j > 0) {
                    int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                    edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                }
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }

    /**
     * @param path of the key
     * @return says that the key is unknown, and what may have been meant
     */
    static String forKey(String path, Section section) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        String prefix = path.substring(0, path.length() - key.length());
        List<String> known = section.keys();
        Optional<String> meant = to(key, known).map(near -> prefix + near).or(() -> elsewhere(path, key));
        return "no such option; "
                + meant.map(near -> "did you mean " + near + "?").orElse("known here: " + String.join(", ", known));
    }

    private static Optional<String> elsewhere(String path, String key) {
        List<String> all = KnownPaths.all();
        return to(path, all)
                .or(() ->
                        all.stream().filter(known -> known.endsWith("." + key)).findFirst());
    }
}
