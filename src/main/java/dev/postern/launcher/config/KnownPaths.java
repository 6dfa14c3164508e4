package dev.postern.launcher.config;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** All options with their dotted paths; {@code <n>} stands for an index, {@code <name>} for a name of the operator's. */
final class KnownPaths {
    static final String INDEX = "<n>";
    static final String NAME = "<name>";

    private KnownPaths() {}

    /** Every option that is no section, in the order of the tree. */
    public static void forEach(BiConsumer<String, Option<?>> visitor) {
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

    private static void visit(String prefix, Kind<?> kind, BiConsumer<String, Option<?>> visitor) {
        if (kind instanceof Section section) {
            for (Option<?> option : section.options()) {
                String path = prefix + option.key();
                if (!(option.kind() instanceof Section)) {
                    visitor.accept(path, option);
                }
                visit(path + ".", option.kind(), visitor);
            }
            if (section.others() != null) {
                visit(prefix, section.others(), visitor);
            }
        } else if (kind instanceof Kind.Listing<?> listing) {
            visit(prefix + INDEX + ".", listing.item(), visitor);
        } else if (kind instanceof Kind.Entries<?> entries) {
            visit(prefix + NAME + ".", entries.entry(), visitor);
        }
    }
}
