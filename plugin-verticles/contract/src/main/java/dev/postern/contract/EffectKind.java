package dev.postern.contract;

import static dev.postern.contract.Stage.AUTHENTICATE;
import static dev.postern.contract.Stage.CLOSE;
import static dev.postern.contract.Stage.CONNECT;
import static dev.postern.contract.Stage.CONTENT;
import static dev.postern.contract.Stage.DELIVER;
import static dev.postern.contract.Stage.HELO;
import static dev.postern.contract.Stage.MAILFROM;
import static dev.postern.contract.Stage.MESSAGE;
import static dev.postern.contract.Stage.RCPTTO;
import static dev.postern.contract.Stage.RESET;
import static dev.postern.contract.Stage.VERB;

import dev.postern.contract.json.Keyed;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of effects, each with the stages that allow it. */
public enum EffectKind implements Keyed {
    /** Octets to the client, between replies only. */
    SEND(Effect.Send.class, anyAsked()),
    /** Replaces what the group keeps with the connection. */
    DATA(Effect.Data.class, anyAsked()),
    /** Lets the verdict wait, 60 s at most. */
    DELAY(Effect.Delay.class, anyAsked()),
    /** Says who the client is. */
    AUTHENTICATED(Effect.Authenticated.class, EnumSet.range(CONNECT, RCPTTO)),
    /** Text and status of a positive reply; never its code, never that of 354. */
    REPLY(
            Effect.ReplyText.class,
            EnumSet.of(CONNECT, HELO, AUTHENTICATE, MAILFROM, RCPTTO, CONTENT, MESSAGE, DELIVER, VERB)),
    /** Adds or hides EHLO keywords. */
    EXTENSIONS(Effect.Extensions.class, EnumSet.of(HELO)),
    /** Rewrites the sender. */
    SENDER(Effect.NewSender.class, EnumSet.of(MAILFROM, CONTENT)),
    /** Rewrites a recipient. */
    RECIPIENT(Effect.NewRecipient.class, EnumSet.of(RCPTTO, CONTENT, MESSAGE)),
    /** Says which inbox takes the recipient's message. */
    INBOX(Effect.Inbox.class, EnumSet.of(RCPTTO, MESSAGE)),
    /** Adds, inserts, changes or deletes a header field. */
    HEADER(Effect.Header.class, EnumSet.of(CONTENT, MESSAGE)),
    /** Replaces the body. */
    BODY(Effect.Body.class, EnumSet.of(CONTENT)),
    /** Adds a recipient. */
    ADD(Effect.Add.class, EnumSet.of(CONTENT)),
    /** Removes a recipient. */
    REMOVE(Effect.Remove.class, EnumSet.of(CONTENT)),
    /** Holds the message until it is released. */
    QUARANTINE(Effect.Quarantine.class, EnumSet.of(CONTENT));

    private static final Map<Class<?>, EffectKind> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.type, kind -> kind));

    private final String key = name().toLowerCase(Locale.ROOT);
    private final Class<? extends Effect> type;
    private final Set<Stage> stages;

    EffectKind(Class<? extends Effect> type, Set<Stage> stages) {
        this.type = type;
        this.stages = stages;
    }

    private static Set<Stage> anyAsked() {
        return EnumSet.complementOf(EnumSet.of(RESET, CLOSE));
    }

    /** The name in JSON and configuration, as {@code authenticated}. */
    @Override
    public String key() {
        return key;
    }

    static EffectKind of(Effect effect) {
        return BY_TYPE.get(effect.getClass());
    }

    boolean allowedAt(Stage stage) {
        return stages.contains(stage);
    }
}
