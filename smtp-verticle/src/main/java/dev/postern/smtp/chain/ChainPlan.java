package dev.postern.smtp.chain;

import dev.postern.contract.Stage;
import dev.postern.contract.wire.Declaration;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.KnownGroups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which groups of a chain take part in which stage, by what they have declared at one moment. Made once and used for each command
 * until a group declares something else.
 */
public final class ChainPlan {
    private final KnownGroups groups;
    private final Map<Stage, StagePlan> stages = new EnumMap<>(Stage.class);
    private final Set<String> mechanisms;
    private final long revision;

    ChainPlan(List<List<ChainLink>> chain, KnownGroups groups) {
        this.groups = groups;
        this.revision = groups.revision();
        for (Stage stage : Stage.values()) {
            stages.put(stage, plan(tiers(chain, stage), stage));
        }
        this.mechanisms = links(at(Stage.AUTHENTICATE).tiers())
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

    /** Who takes part in a stage. */
    StagePlan at(Stage stage) {
        return stages.get(stage);
    }

    /**
     * Whether several occasions of a stage may be open at once on one connection: RCPTs that a client pipelined, and the
     * recipients of one message, if that makes anything faster.
     */
    public boolean overlaps(Stage stage) {
        return at(stage).overlaps();
    }

    /** The SASL mechanisms that groups in this JVM can decide: credentials do not leave it while the bus is in clear. */
    public Set<String> mechanisms() {
        return mechanisms;
    }

    private StagePlan plan(List<List<ChainLink>> tiers, Stage stage) {
        Set<String> serial = new HashSet<>();
        boolean concurrent = false;
        for (ChainLink link : links(tiers).toList()) {
            if (isConcurrent(link, stage)) {
                concurrent = true;
            } else {
                serial.add(link.group());
            }
        }
        boolean overlaps = concurrent && (stage == Stage.RCPTTO || stage == Stage.MESSAGE);
        return new StagePlan(tiers, overlaps, Set.copyOf(serial));
    }

    /** Whether a group takes several asks of one connection at once. */
    private boolean isConcurrent(ChainLink link, Stage stage) {
        Declaration declared = groups.declaration(link.group());
        return declared != null && declared.concurrent().contains(stage);
    }

    private static Stream<ChainLink> links(List<List<ChainLink>> tiers) {
        return tiers.stream().flatMap(List::stream);
    }

    private List<List<ChainLink>> tiers(List<List<ChainLink>> chain, Stage stage) {
        List<List<ChainLink>> asked = new ArrayList<>();
        for (List<ChainLink> tier : chain) {
            List<ChainLink> part =
                    tier.stream().filter(link -> takesPart(link, stage)).toList();
            if (!part.isEmpty()) {
                asked.add(part);
            }
        }
        return List.copyOf(asked);
    }

    /** A group never seen counts as declaring every asked stage from {@code mailfrom} on, and fails there. */
    private boolean takesPart(ChainLink link, Stage stage) {
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
