package dev.postern.smtp.options;

import dev.postern.contract.Stage;
import java.util.Map;
import java.util.Set;

/**
 * One group's place in a chain.
 *
 * @param group its name
 * @param tier groups of the same tier are asked at the same time; 0 is a tier of its own
 * @param stages where it is asked, if its manifest declares them too; all that it declares if empty
 * @param budget timeout of an answer in milliseconds, or 0 for the server's default
 * @param onFailure what a failure of the group leads to, by stage; {@link FailurePolicy#TEMPFAIL} where nothing is given
 * @param role required, admits
 * @param may commands and effects that it may use; all if empty
 */
public record ChainLink(
        String group,
        int tier,
        Set<Stage> stages,
        long budget,
        Map<Stage, FailurePolicy> onFailure,
        Role role,
        Set<String> may) {
    /**
     * What distinguishes a group from others of its chain.
     *
     * @param required whether it is always asked, and no port opens before it has been seen
     * @param admits whether its {@code accept} at {@code rcptto} opens the recipient
     */
    public record Role(boolean required, boolean admits) {
        public static final Role PLAIN = new Role(false, false);
    }

    /** What a group's failure leads to. */
    public enum FailurePolicy {
        /** A temporary refusal: 451 4.3.0, or what the section "Failure" of server.md names for the stage. */
        TEMPFAIL,
        /** A permanent refusal: 554 5.3.0, or what the section names. */
        REJECT,
        /** As if the group had said {@code pass}. */
        PASS
    }

    public ChainLink {
        stages = Set.copyOf(stages);
        onFailure = Map.copyOf(onFailure);
        may = Set.copyOf(may);
    }

    /** A group that is not in the chain, and only learns when a transaction or a connection is over. */
    public static ChainLink informed(String group) {
        return new ChainLink(group, 0, Set.of(Stage.RESET, Stage.CLOSE), 0, Map.of(), Role.PLAIN, Set.of());
    }

    public FailurePolicy onFailure(Stage stage) {
        return onFailure.getOrDefault(stage, FailurePolicy.TEMPFAIL);
    }

    public boolean wants(Stage stage) {
        return stages.isEmpty() || stages.contains(stage);
    }

    public boolean mayUse(String commandOrEffect) {
        return may.isEmpty() || may.contains(commandOrEffect);
    }
}
