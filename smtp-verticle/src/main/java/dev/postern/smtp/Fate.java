package dev.postern.smtp;

import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;

/** What becomes of a message for one of its recipients. */
final class Fate {
    /** So far, or in the end. */
    enum End {
        ACCEPTED,
        DISCARDED,
        REFUSED
    }

    private Recipient recipient;
    private End end;
    private Reply reply;
    private String by;

    private Fate(Recipient recipient, End end, String by) {
        this.recipient = recipient;
        this.end = end;
        this.by = by;
    }

    static Fate open(Recipient recipient) {
        return new Fate(recipient, End.ACCEPTED, recipient.inbox());
    }

    static Fate discarded(Transaction.Discarded gone) {
        return new Fate(gone.recipient(), End.DISCARDED, gone.by());
    }

    /** Plugins may rewrite it. */
    Recipient recipient() {
        return recipient;
    }

    void recipient(Recipient rewritten) {
        recipient = rewritten;
        by = rewritten.inbox();
    }

    End end() {
        return end;
    }

    boolean isRefused() {
        return end == End.REFUSED;
    }

    boolean isAccepted() {
        return end == End.ACCEPTED;
    }

    /** The refusal, or what a yes is to be; null for the yes that all get. */
    Reply reply() {
        return reply;
    }

    /** The group that decided, or the inbox that is to take the message. */
    String by() {
        return by;
    }

    void refuse(Reply refusal, String group) {
        end = End.REFUSED;
        reply = refusal;
        by = group;
    }

    void discard(String group) {
        end = End.DISCARDED;
        by = group;
    }

    /** What is said if nobody refuses any more. */
    void say(Reply yes) {
        reply = yes;
    }
}
