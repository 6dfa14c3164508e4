package dev.postern.launcher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** All options with their dotted paths; {@code <n>} stands for an index, {@code <name>} for a name of the operator's. */
public final class KnownPaths {
    static final String INDEX = "<n>";
    static final String NAME = "<name>";

    private KnownPaths() {}

    /** Every option that is no section, in the order of the tree. */
    public static void forEach(BiConsumer<String, Option> visitor) {
        visit("", Options.ALL, visitor);
    }

    /** The paths of all options, sections too. */
    static List<String> all() {
        List<String> paths = new ArrayList<>();
        forEach((path, option) -> {
            for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
                paths.add(path.substring(0, dot));
            }
            paths.add(path);
        });
        return paths.stream().distinct().filter(path -> !path.endsWith(">")).toList();
    }

    private static void visit(String prefix, Shape shape, BiConsumer<String, Option> visitor) {
        if (shape instanceof Shape.Section section) {
            for (Option option : section.options()) {
                String path = prefix + option.key();
                if (!(option.shape() instanceof Shape.Section)) {
                    visitor.accept(path, option);
                }
                visit(path + ".", option.shape(), visitor);
            }
            if (section.others() != null) {
                visit(prefix, section.others(), visitor);
            }
        } else if (shape instanceof Shape.Listing listing) {
            visit(prefix + INDEX + ".", listing.item(), visitor);
        } else if (shape instanceof Shape.Entries entries) {
            visit(prefix + NAME + ".", entries.entry(), visitor);
        }
    }
}
