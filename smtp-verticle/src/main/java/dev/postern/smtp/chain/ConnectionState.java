package dev.postern.smtp.chain;

import dev.postern.contract.Client;
import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.Clock;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept of one connection: its id, what is known of the client, and what the groups keep with it. */
public final class ConnectionState {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionState.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final String commands;
    private final LongSupplier wall;
    private Client client;
    /** The latest of a list: there are few, and many connections. */
    private GroupState states;

    private Effect.Authenticated userSetByCommand;
    private boolean abandoned;
    private ServerMetrics meters = ServerMetrics.NONE;
    private long sequence;
    private boolean gone;
    private int stale;

    /** What one group has of the connection. */
    private static final class GroupState {
        private final String group;
        private final GroupState next;
        private final String key = newKey();
        private SerialQueue queue;
        private ConnectionData data = ConnectionData.NONE;

        GroupState(String group, GroupState next) {
            this.group = group;
            this.next = next;
        }

        /** 128 bits. */
        private static String newKey() {
            byte[] octets = new byte[16];
            RANDOM.nextBytes(octets);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        }
    }

    /**
     * @param id {@code <node>-<instance>-<n>}
     * @param commands the address that takes commands for it
     * @param wall {@link Clock#wall()}
     */
    public ConnectionState(String id, String commands, Client client, LongSupplier wall) {
        this.id = id;
        this.commands = commands;
        this.client = client;
        this.wall = wall;
    }

    public String id() {
        return id;
    }

    public Client client() {
        return client;
    }

    public void client(Client known) {
        client = known;
    }

    /** Where what happens to it is counted; nowhere if nobody says so. */
    public ServerMetrics meters() {
        return meters;
    }

    public ConnectionState countedBy(ServerMetrics counts) {
        meters = counts;
        return this;
    }

    /** One more occasion outside of a transaction. */
    public EventHeader occasion() {
        return occasion(null, null, List.of());
    }

    /** One more occasion in the transaction of that id, for these recipients. */
    public EventHeader occasion(String transaction, Sender sender, List<Recipient> recipients) {
        skipOccasion();
        return new EventHeader(
                new EventHeader.Id(id, transaction, sequence, 0, wall.getAsLong()),
                client,
                sender,
                recipients,
                EventHeader.Ask.NONE);
    }

    /** An occasion that nobody asks or sees still has its number. */
    public void skipOccasion() {
        sequence++;
        userSetByCommand = null;
    }

    /** The number of the latest occasion. */
    public long sequence() {
        return sequence;
    }

    /** A command says who the client is from now on; null is nobody. */
    public void authenticated(String user) {
        userSetByCommand = new Effect.Authenticated(user);
        client = client.withUser(user);
    }

    /** What a command has said of the user since the latest occasion began, or null. */
    public Effect.Authenticated userSetByCommand() {
        return userSetByCommand;
    }

    /** The client is gone: what still waits to be asked is asked no more. */
    public void leave() {
        gone = true;
    }

    public boolean isGone() {
        return gone;
    }

    /** Orders what the group is asked where asks may overlap. */
    SerialQueue queue(String group) {
        GroupState state = state(group);
        if (state.queue == null) {
            state.queue = new SerialQueue();
        }
        return state.queue;
    }

    private GroupState state(String group) {
        for (GroupState state = states; state != null; state = state.next) {
            if (state.group.equals(group)) {
                return state;
            }
        }
        states = new GroupState(group, states);
        return states;
    }

    /** What of an event is for this group alone. */
    public EventHeader.Ask turn(String group, long budget) {
        GroupState state = state(group);
        return new EventHeader.Ask(0, budget, commands, state.key, state.data);
    }

    /**
     * Replaces what a group keeps with the connection, if its decision says so. What was decided of an older revision is
     * dropped and counted, and so is whatever was decided for a client that has been disconnected.
     *
     * @param revision that which the ask carried
     */
    void keep(String group, Decision decision, long revision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Data data) {
                keep(group, data.data(), revision);
            }
        }
    }

    private void keep(String group, JsonObject data, long revision) {
        GroupState state = state(group);
        if (abandoned || state.data.revision() != revision) {
            stale++;
            meters.stale(group);
            LOG.info(
                    "[{}] effect data of group {} is dropped: asked with revision {}, the data is at {}{}",
                    id,
                    group,
                    revision,
                    state.data.revision(),
                    abandoned ? ", disconnected since" : "");
        } else {
            state.data = new ConnectionData(data, revision + 1);
        }
    }

    /** How many effects {@code data} came too late. */
    int stale() {
        return stale;
    }

    /** What a group keeps with the connection. */
    public ConnectionData data(String group) {
        return state(group).data;
    }

    /** Replaces it; throws STALE if it has changed since that revision. */
    public ConnectionData setData(String group, JsonObject data, long revision) {
        GroupState state = state(group);
        if (state.data.revision() != revision) {
            throw CommandFailure.STALE.because(
                    "revision " + revision + " was to be replaced, but the data is at " + state.data.revision());
        }
        state.data = new ConnectionData(data, revision + 1);
        return state.data;
    }

    /** The client has been disconnected: what is still decided for it changes nothing. */
    public void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** The group that a command's key belongs to, or null. */
    public String groupOf(String key) {
        for (GroupState state = states; state != null; state = state.next) {
            if (state.key.equals(key)) {
                return state.group;
            }
        }
        return null;
    }
}
