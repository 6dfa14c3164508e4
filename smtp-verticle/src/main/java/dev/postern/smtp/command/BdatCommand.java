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
public final class BdatCommand {
    private static final Pattern ARGUMENT = Pattern.compile("(\\d+)(?: +(.*))?");
    /** More digits name a size that nobody would swallow. */
    private static final int DIGITS = 18;

    private static final Reply SYNTAX = Replies.missing("BDAT octets [LAST]");

    private final Session talk;
    private final Limits.PerMessage limits;
    private Chunk chunk;

    /**
     * What stands behind a BDAT (RFC 3030 2).
     *
     * @param octets how many, from 0
     * @param last whether the message is complete with it
     * @param refusal what follows once its octets have been swallowed, or null if they are content
     */
    public record Chunk(long octets, boolean last, PendingReply refusal) {}

    BdatCommand(Session talk, Limits.PerMessage limits) {
        this.talk = talk;
        this.limits = limits;
    }

    /** What the client is sending, or is about to. */
    Chunk chunk() {
        return chunk;
    }

    /** @param unwelcome what the command gets where it is not welcome, or null if it is */
    Future<PendingReply> bdat(String argument, Reply unwelcome) {
        Matcher given = ARGUMENT.matcher(argument == null ? "" : argument);
        if (!given.matches()) {
            return Future.succeededFuture(PendingReply.close(SYNTAX));
        }
        boolean immense = given.group(1).length() > DIGITS;
        long octets = immense ? Long.MAX_VALUE : Long.parseLong(given.group(1));
        boolean last = given.group(2) != null && Ascii.upper(given.group(2)).equals("LAST");
        if (octets > limits.swallowed() - received()) {
            return Future.succeededFuture(PendingReply.close(Replies.FAR_TOO_LARGE));
        }
        Reply objection = talk.offer().offers(Extension.CHUNKING) ? unwelcome : Replies.NOT_IMPLEMENTED;
        if (objection != null) {
            return Future.succeededFuture(refuse(octets, last, PendingReply.say(objection)));
        }
        if (given.group(2) != null && !last) {
            // Without this chunk the message is another.
            return Future.succeededFuture(refuse(octets, false, talk.refuse(SYNTAX, Refusal.SERVER, false)));
        }
        return talk.phase() == State.CHUNKING ? Future.succeededFuture(accept(octets, last)) : begin(octets, last);
    }

    private Future<PendingReply> begin(long octets, boolean last) {
        if (!talk.room().hasRoomFor(octets)) {
            PendingReply refusal = talk.refuse(Replies.STORAGE, Refusal.SERVER, last);
            return Future.succeededFuture(refuse(octets, last, refusal));
        }
        return talk.occasions().settle(talk.transaction(), Stage.DATA, Data::new, outcome -> {
            if (outcome.isRefusal()) {
                Reply refusal = talk.journal().refuse(Refusal.of(Stage.DATA, null, outcome));
                return refuse(octets, last, talk.refuse(refusal, outcome.by(), last));
            }
            talk.beginChunks();
            return accept(octets, last);
        });
    }

    private long received() {
        Transaction open = talk.transaction();
        return open == null || open.draft() == null ? 0 : open.draft().size();
    }

    private PendingReply accept(long octets, boolean last) {
        chunk = new Chunk(octets, last, null);
        return PendingReply.CHUNK;
    }

    private PendingReply refuse(long octets, boolean last, PendingReply refusal) {
        PendingReply said = talk.soften(refusal);
        chunk = new Chunk(octets, last, said);
        return said.holding(PendingReply.Next.CHUNK);
    }
}
