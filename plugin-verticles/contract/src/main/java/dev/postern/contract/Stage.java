package dev.postern.contract;

import static dev.postern.contract.DecisionKind.ACCEPT;
import static dev.postern.contract.DecisionKind.CHALLENGE;
import static dev.postern.contract.DecisionKind.DELIVERED;
import static dev.postern.contract.DecisionKind.DISCARD;
import static dev.postern.contract.DecisionKind.FAILED;
import static dev.postern.contract.DecisionKind.PASS;
import static dev.postern.contract.DecisionKind.REJECT;
import static dev.postern.contract.DecisionKind.RETRY;

import dev.postern.contract.json.Keyed;
import dev.postern.contract.json.MalformedException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A point in a connection's life at which plugins are told or asked. The rows say what may be answered where: the table is
 * part of the contract, and an answer outside of it is malformed.
 */
public enum Stage implements Keyed {
    /** TCP accepted, before TLS and banner. */
    CONNECT(Connect.class, asked()),
    /** TLS is established: before the banner (implicit TLS), or after STARTTLS. */
    SECURE(Secure.class, asked()),
    /** Each EHLO, HELO, LHLO. */
    HELO(Helo.class, asked()),
    /** Credentials, or one step of an exchange. */
    AUTHENTICATE(Authenticate.class, asked(CHALLENGE)),
    /** MAIL with all its parameters. */
    MAILFROM(MailFrom.class, asked()),
    /** RCPT with all its parameters. */
    RCPTTO(RcptTo.class, asked(DISCARD)),
    /** DATA or the first BDAT, before the 354. */
    DATA(Data.class, asked()),
    /** The whole message is here; once. */
    CONTENT(Content.class, asked(DISCARD)),
    /** After {@code content}, once for each recipient. */
    MESSAGE(Message.class, asked(DISCARD)),
    /** Accepted recipients, asked of the inbox that is to take them. */
    DELIVER(Deliver.class, EnumSet.of(PASS, REJECT, DELIVERED, FAILED)),
    /** A verb that a manifest names. */
    VERB(Verb.class, asked()),
    /** A transaction whose MAIL got 250 ended without being taken. */
    RESET(Reset.class, EnumSet.noneOf(DecisionKind.class)),
    /** The connection is gone; last, and exactly once. */
    CLOSE(Close.class, EnumSet.noneOf(DecisionKind.class));

    private static final Set<Stage> HOLDS = EnumSet.of(CONNECT, SECURE, HELO, AUTHENTICATE, MAILFROM);

    private final String key = name().toLowerCase(Locale.ROOT);
    private final Class<? extends Event> event;
    private final Set<DecisionKind> decisions;

    Stage(Class<? extends Event> event, Set<DecisionKind> decisions) {
        this.event = event;
        this.decisions = decisions;
    }

    private static Set<DecisionKind> asked(DecisionKind... more) {
        Set<DecisionKind> kinds = EnumSet.of(PASS, ACCEPT, REJECT, RETRY, FAILED);
        kinds.addAll(Set.of(more));
        return kinds;
    }

    /** The stage's name in addresses, JSON and configuration, as {@code rcptto}. */
    @Override
    public String key() {
        return key;
    }

    /** The record that describes an occasion of this stage. */
    public Class<? extends Event> event() {
        return event;
    }

    /** Whether the session waits for an answer here; {@code reset} and {@code close} are told only. */
    public boolean asks() {
        return !decisions.isEmpty();
    }

    /** Whether this decision may be given here. */
    public boolean allows(DecisionKind decision) {
        return decisions.contains(decision);
    }

    /** Whether a refusal may be held back here until RCPT ({@link Decision.Reject#hold()}). */
    public boolean allowsHold() {
        return HOLDS.contains(this);
    }

    /** Whether this effect may be asked for here. */
    public boolean allows(EffectKind effect) {
        return effect.allowedAt(this);
    }

    /**
     * The stage of a name.
     *
     * @throws MalformedException if no stage has this name
     */
    public static Stage of(String key) {
        return Keyed.of(values(), key, "stage");
    }
}
