package dev.postern.smtp.command;

import dev.postern.contract.Data;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Extension;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.State;
import dev.postern.smtp.session.Transaction;
import io.vertx.core.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BDAT (RFC 3030): the message in chunks. The first one is judged as DATA is. Whatever becomes of a BDAT, the octets behind it
 * never pass for commands: where it does not say how many there are, the connection ends.
 */
final class BdatCommand {
    private static final Pattern ARGUMENT = Pattern.compile("(\\d+)(?: +(.*))?");
    /** More digits are beyond any limit. */
    private static final int DIGITS = 18;

    private static final Reply SYNTAX = Replies.missing("BDAT octets [LAST]");

    private final Session session;
    private final Limits.PerMessage limits;
    /** Of the chunk that the client sends, or is about to. */
    private long octets;

    private boolean last;
    /** The reply once its octets have been swallowed; null if they are content. */
    private PendingReply refusal;

    BdatCommand(Session session, Limits.PerMessage limits) {
        this.session = session;
        this.limits = limits;
    }

    /** The octets that stand behind the BDAT (RFC 3030 2), from 0. */
    long octets() {
        return octets;
    }

    /** Whether they are content; else they are swallowed. */
    boolean isTaken() {
        return refusal == null;
    }

    /** Whether the content is complete with them. */
    boolean isComplete() {
        return isTaken() && last;
    }

    /** The chunk is here to its last octet, and does not complete the content. */
    PendingReply chunkEnd() {
        if (!isTaken()) {
            return refusal;
        }
        Transaction open = session.transaction();
        Reply objection = open.draft().objection();
        if (objection == null) {
            return PendingReply.say(new Reply(250, "2.0.0", "Ok, " + octets + " octets received"));
        }
        open.octets(open.draft().size());
        return session.refuse(objection, Refusal.SERVER, false);
    }

    /** @param unwelcome what the command gets where it is not welcome, or null if it is */
    Future<PendingReply> bdat(String argument, Reply unwelcome) {
        Matcher given = ARGUMENT.matcher(argument == null ? "" : argument);
        if (!given.matches()) {
            return Future.succeededFuture(PendingReply.close(SYNTAX));
        }
        boolean immense = given.group(1).length() > DIGITS;
        octets = immense ? Long.MAX_VALUE : Long.parseLong(given.group(1));
        last = given.group(2) != null && Ascii.upper(given.group(2)).equals("LAST");
        refusal = null;
        if (octets > limits.swallowed() - received()) {
            return Future.succeededFuture(PendingReply.close(Replies.FAR_TOO_LARGE));
        }
        Reply objection = session.extensions().offers(Extension.CHUNKING) ? unwelcome : Replies.NOT_IMPLEMENTED;
        if (objection != null) {
            return Future.succeededFuture(refuse(PendingReply.say(objection)));
        }
        if (given.group(2) != null && !last) {
            // Without this chunk the message would be incomplete.
            return Future.succeededFuture(refuse(session.refuse(SYNTAX, Refusal.SERVER, false)));
        }
        return session.state() == State.CHUNKING ? Future.succeededFuture(PendingReply.CHUNK) : begin();
    }

    private Future<PendingReply> begin() {
        if (!session.quota().hasRoomFor(octets)) {
            return Future.succeededFuture(refuse(session.refuse(Replies.STORAGE, Refusal.SERVER, last)));
        }
        return session.stages().run(session.transaction(), Stage.DATA, Data::new, outcome -> {
            if (outcome.isRefusal()) {
                Reply reply = session.log().refuse(Refusal.of(Stage.DATA, null, outcome));
                return refuse(session.refuse(reply, outcome.by(), last));
            }
            session.beginChunks();
            return PendingReply.CHUNK;
        });
    }

    private long received() {
        Transaction open = session.transaction();
        return open == null || open.draft() == null ? 0 : open.draft().size();
    }

    private PendingReply refuse(PendingReply reply) {
        refusal = session.soften(reply);
        return refusal.holding(PendingReply.Next.CHUNK);
    }
}
