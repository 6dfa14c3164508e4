package dev.postern.smtp.plugins;

import dev.postern.contract.Stage;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.GroupManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A desk as one SMTP verticle knows it, from its first hello until it leaves or is gone. */
final class GroupNode {
    /** More open asks than this, from one SMTP verticle, are too many for a desk. */
    static final int OPEN_LIMIT = 1_000;

    private final boolean local;
    private final List<Target> targets = new ArrayList<>();
    /** Targets of earlier manifests, while asks to them are open. */
    private final List<Target> dropped = new ArrayList<>();

    private GroupManifest manifest;
    private boolean suspected;

    /** @param local whether it is on this node: then its instances are asked themselves */
    GroupNode(boolean local) {
        this.local = local;
    }

    /** It has said hello: it is suspected no longer. */
    void trust() {
        if (suspected) {
            // The whole node was silent: that it gave no answer meanwhile says nothing about what it does now.
            targets.forEach(Target::answersAgain);
        }
        suspected = false;
    }

    /**
     * Its targets are those of this manifest from now on.
     *
     * @return those that were asked until now and are no longer
     */
    List<Target> describe(GroupManifest changed) {
        manifest = changed;
        List<Target> described = local ? instances() : List.of(desk());
        List<Target> left =
                targets.stream().filter(target -> !described.contains(target)).toList();
        targets.clear();
        targets.addAll(described);
        dropped.addAll(left);
        dropped.removeIf(target -> target.openAsks() == 0);
        return left;
    }

    private List<Target> instances() {
        return manifest.instances().stream()
                .map(one -> target(Addresses.instance(manifest.group(), manifest.node(), one.n()))
                        .described(one.loop(), 1))
                .toList();
    }

    private Target desk() {
        return target(manifest.address()).described(-1, manifest.instances().size());
    }

    /** An address that a changed manifest names again keeps its target, and with it what is known of it. */
    private Target target(String address) {
        return targets.stream()
                .filter(known -> known.address().equals(address))
                .findFirst()
                .orElseGet(() -> new Target(address, local));
    }

    boolean isLocal() {
        return local;
    }

    GroupManifest manifest() {
        return manifest;
    }

    List<Target> targets() {
        return targets;
    }

    boolean takes(Stage stage) {
        return manifest.declaration().stages().contains(stage);
    }

    /** Adds its targets as they are now, but for those that were tried. */
    void addTo(List<Candidate> candidates, Collection<Target> tried, int loop, long now) {
        Candidate.Access unbroken = openAsks() >= OPEN_LIMIT ? Candidate.Access.FULL : Candidate.Access.FREE;
        for (Target target : targets) {
            if (tried.contains(target)) {
                continue;
            }
            Candidate.Access access = unbroken;
            if (access == Candidate.Access.FREE && target.breaker().isOpen()) {
                access = target.breaker().isDue(now) ? Candidate.Access.PROBE : Candidate.Access.BROKEN;
            }
            Target.Standing standing = suspected ? Target.Standing.SUSPECTED : target.standing(loop, now);
            candidates.add(
                    new Candidate(target, standing, access, target.openAsks(), target.weight(), target.credit()));
        }
    }

    private int openAsks() {
        int sum = 0;
        for (Target target : targets) {
            sum += target.openAsks();
        }
        return sum;
    }

    GroupOnNode status() {
        GroupOnNode.Place place = new GroupOnNode.Place(manifest.group(), manifest.node(), local, manifest.version());
        int broken = (int)
                targets.stream().filter(target -> target.breaker().isOpen()).count();
        return new GroupOnNode(place, manifest.instances().size(), openAsks(), broken, suspected);
    }

    /** It is asked last from now on; those who wait for an answer are told. */
    void suspect(String why) {
        suspected = true;
        open().forEach(caller -> caller.silent(why));
    }

    /** Tells those who wait for an answer that it is taken for gone. */
    void tellGone(String why) {
        open().forEach(caller -> caller.gone(why));
    }

    private List<Target.Caller> open() {
        return Stream.concat(targets.stream(), dropped.stream())
                .flatMap(target -> target.open().stream())
                .toList();
    }
}
