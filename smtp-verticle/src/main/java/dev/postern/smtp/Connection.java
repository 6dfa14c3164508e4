package dev.postern.smtp;

import dev.postern.contract.Client;
import dev.postern.contract.Common;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Occasion;
import dev.postern.contract.Recipient;
import dev.postern.contract.State;
import dev.postern.contract.Turn;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What is kept of one connection: its id, what is known of the client, and what the groups keep with it. */
final class Connection {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_OCTETS = 16;

    private final String id;
    private final String commands;
    private final Map<String, Share> shares = new HashMap<>();
    private final LongSupplier wall;
    private Client client;
    private long sequence;
    private boolean gone;

    /** What one group has of the connection. */
    private static final class Share {
        private final String key = newKey();
        private final AskQueue queue = new AskQueue();
        private State data = State.NONE;
    }

    /**
     * @param id {@code <node>-<instance>-<n>}
     * @param commands the address that takes commands for it
     * @param wall {@link Clock#wall()}
     */
    Connection(String id, String commands, Client client, LongSupplier wall) {
        this.id = id;
        this.commands = commands;
        this.client = client;
        this.wall = wall;
    }

    String id() {
        return id;
    }

    Client client() {
        return client;
    }

    void client(Client known) {
        client = known;
    }

    /** One more occasion, outside of a transaction or in one. */
    Common occasion(Transaction transaction) {
        if (transaction != null) {
            return occasion(transaction, transaction.recipients());
        }
        sequence++;
        return new Common(new Occasion(id, null, sequence, 0, wall.getAsLong()), client, null, List.of(), Turn.NONE);
    }

    /** One more occasion in a transaction, for some of its recipients. */
    Common occasion(Transaction transaction, List<Recipient> recipients) {
        sequence++;
        return new Common(
                new Occasion(id, transaction.id(), sequence, 0, wall.getAsLong()),
                client,
                transaction.sender(),
                recipients,
                Turn.NONE);
    }

    /** An occasion that nobody asks or sees still has its number. */
    void skipOccasion() {
        sequence++;
    }

    /** The client is gone: what still waits to be asked is asked no more. */
    void leave() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /** Orders what the group is asked where asks may overlap. */
    AskQueue queue(String group) {
        return share(group).queue;
    }

    private Share share(String group) {
        return shares.computeIfAbsent(group, name -> new Share());
    }

    /** What of an event is for this group alone. */
    Turn turn(String group, long budget) {
        Share share = share(group);
        return new Turn(0, budget, commands, share.key, share.data);
    }

    /** Replaces what a group keeps with the connection, if its decision says so. */
    void keep(String group, Decision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Data data) {
                Share share = shares.get(group);
                share.data = new State(data.data(), share.data.revision() + 1);
            }
        }
    }

    /** The group that a command's key belongs to, or null. */
    String groupOf(String key) {
        for (Map.Entry<String, Share> share : shares.entrySet()) {
            if (share.getValue().key.equals(key)) {
                return share.getKey();
            }
        }
        return null;
    }

    private static String newKey() {
        byte[] octets = new byte[KEY_OCTETS];
        RANDOM.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
