package dev.postern.smtp;

import dev.postern.contract.Declaration;
import dev.postern.contract.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who of a chain takes part in what, by what the groups have declared at one moment: worked out once, asked for at each
 * command.
 */
final class Lineup {
    private final Groups groups;
    private final Map<Stage, List<List<Link>>> tiers = new EnumMap<>(Stage.class);
    private final Set<Stage> overlapping;
    private final Set<String> mechanisms;
    private final long revision;

    Lineup(List<List<Link>> chain, Groups groups) {
        this.groups = groups;
        this.revision = groups.revision();
        for (Stage stage : Stage.values()) {
            tiers.put(stage, tiers(chain, stage));
        }
        this.overlapping = EnumSet.noneOf(Stage.class);
        for (Stage stage : EnumSet.of(Stage.RCPTTO, Stage.MESSAGE)) {
            if (asks(stage).anyMatch(link -> isConcurrent(link, stage))) {
                overlapping.add(stage);
            }
        }
        this.mechanisms = asks(Stage.AUTHENTICATE)
                .filter(link -> groups.isLocal(link.group()))
                .flatMap(link -> groups.declaration(link.group()).mechanisms().stream())
                .filter(Declaration::isMechanism)
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), Collections::unmodifiableSet));
    }

    /** Whether no group has declared anything since. */
    boolean isCurrent() {
        return revision == groups.revision();
    }

    /** Who is to be asked, or informed, at a stage, tier by tier. */
    List<List<Link>> tiers(Stage stage) {
        return tiers.get(stage);
    }

    /**
     * Whether several occasions of a stage may be open at once on one connection: RCPTs that a client pipelined, and the
     * recipients of one message, if that makes anything faster.
     */
    boolean overlaps(Stage stage) {
        return overlapping.contains(stage);
    }

    /** Whether a group takes several asks of one connection at once. */
    boolean isConcurrent(Link link, Stage stage) {
        Declaration declared = groups.declaration(link.group());
        return declared != null && declared.concurrent().contains(stage);
    }

    /** The SASL mechanisms that groups in this JVM can decide: credentials do not leave it while the bus is in clear. */
    Set<String> mechanisms() {
        return mechanisms;
    }

    private Stream<Link> asks(Stage stage) {
        return tiers(stage).stream().flatMap(List::stream);
    }

    private List<List<Link>> tiers(List<List<Link>> chain, Stage stage) {
        List<List<Link>> asked = new ArrayList<>();
        for (List<Link> tier : chain) {
            List<Link> part =
                    tier.stream().filter(link -> takesPart(link, stage)).toList();
            if (!part.isEmpty()) {
                asked.add(part);
            }
        }
        return List.copyOf(asked);
    }

    /** A group never seen counts as declaring every asked stage from {@code mailfrom} on, and fails there. */
    private boolean takesPart(Link link, Stage stage) {
        if (stage == Stage.DELIVER || !link.wants(stage)) {
            return false;
        }
        Declaration declared = groups.declaration(link.group());
        if (declared == null) {
            return stage.asks() && stage.compareTo(Stage.MAILFROM) >= 0 && stage != Stage.VERB;
        }
        return declared.stages().contains(stage);
    }
}
