package dev.postern.smtp.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What becomes of one message where {@link VerdictsByName} decide, and what the client is told of it. */
final class ModelEnds {
    private static final String YES = "250 2.0.0";

    private final List<String> promised;
    private final boolean sunk;
    private final Set<String> open;

    /**
     * @param promised whose RCPT got a yes, in their order, by their local parts
     * @param sunk whether the content is discarded for all
     */
    ModelEnds(List<String> promised, boolean sunk) {
        this.promised = List.copyOf(promised);
        this.sunk = sunk;
        this.open = new LinkedHashSet<>(promised);
        open.remove("void");
    }

    /** Whether the inbox takes it for anybody. */
    boolean isTaken(boolean each) {
        return !taken().isEmpty() && (each || one().equals(YES));
    }

    /** For whom the inbox takes it, where it may take it for some. */
    List<String> taken() {
        return accepted().stream().filter(local -> !local.equals("d452")).toList();
    }

    private List<String> accepted() {
        return sunk
                ? List.of()
                : open.stream()
                        .filter(local -> !Set.of("m550", "m451", "mvoid").contains(local))
                        .toList();
    }

    /** Where one reply stands for all: "not now" before "never" before what the inbox says, which is all or nothing. */
    String one() {
        if (!sunk && (open.contains("m451") || open.contains("m550"))) {
            return open.contains("m451") ? "451" : "550";
        }
        return taken().size() == accepted().size() ? YES : taken().isEmpty() ? "452" : "451";
    }

    List<String> each() {
        return promised.stream().map(this::code).toList();
    }

    List<String> eachAndAll() {
        List<String> replies = new ArrayList<>(List.of("353"));
        replies.addAll(each());
        replies.add(each().contains(YES) ? YES : worst());
        return replies;
    }

    private String worst() {
        return open.stream()
                .map(this::code)
                .filter(code -> code.startsWith("4"))
                .findFirst()
                .orElse("550");
    }

    private String code(String local) {
        if (sunk) {
            return YES;
        }
        return switch (local) {
            case "m550" -> "550";
            case "m451" -> "451";
            case "d452" -> "452";
            default -> YES;
        };
    }
}
