package dev.postern.smtp.session;

import dev.postern.contract.Address;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What becomes of one message for all of its recipients, and what the client is told of it. */
public final class RecipientStatuses {
    private static final Reply FOLLOW = new Reply(353, null, "A reply for each recipient follows");

    private final Transaction transaction;
    private final ReplyMode answering;
    private final List<Fate> open = new ArrayList<>();
    private final List<Fate> discarded = new ArrayList<>();
    /** Both, in this order. */
    private final List<Fate> all;

    /** What becomes of a message for one of its recipients. */
    public static final class Fate {
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
        private Recipient addressee;

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
        public Recipient recipient() {
            return recipient;
        }

        public void recipient(Recipient rewritten) {
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
        public Reply reply() {
            return reply;
        }

        /** The group that decided, or the inbox that is to take the message. */
        String by() {
            return by;
        }

        public void refuse(Reply refusal, String group) {
            end = End.REFUSED;
            reply = refusal;
            by = group;
        }

        public void discard(String group) {
            end = End.DISCARDED;
            by = group;
        }

        /** Who is asked for in its place: two that plugins have made one get one copy. */
        public Recipient addressee() {
            return addressee;
        }

        /** What is said if nobody refuses any more. */
        public void say(Reply yes) {
            reply = yes;
        }
    }

    public RecipientStatuses(Transaction transaction) {
        this.transaction = transaction;
        this.answering = transaction.answering();
        transaction.recipients().forEach(recipient -> open.add(Fate.open(recipient)));
        transaction.discarded().forEach(gone -> discarded.add(Fate.discarded(gone)));
        this.all = Stream.concat(open.stream(), discarded.stream()).toList();
    }

    /** Of the recipients who were to get the message when its end came, in their order. */
    public List<Fate> open() {
        return open;
    }

    /** The content's own verdict for all recipients, in their order, as plugins have rewritten them. */
    public void rewrite(List<Recipient> recipients) {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).recipient(recipients.get(i));
        }
    }

    public List<Fate> accepted() {
        return open.stream().filter(Fate::isAccepted).toList();
    }

    /** Two recipients that plugins have made one get one copy. */
    public List<Recipient> addressees() {
        Map<Address, Recipient> addressees = new LinkedHashMap<>();
        accepted().forEach(fate -> fate.addressee = addressees.computeIfAbsent(key(fate), key -> fate.recipient));
        return List.copyOf(addressees.values());
    }

    /** The address under which the message for a recipient is delivered. */
    private static Address key(Fate fate) {
        Address address = fate.recipient.address();
        return new Address(address.local(), address.domainKey());
    }

    /** Where one reply stands for all: any refusal refuses the whole, "not now" before "never". */
    public void unite() {
        Fate refused = answering == ReplyMode.ONE ? refused() : null;
        if (refused != null) {
            all.forEach(fate -> fate.refuse(refused.reply, refused.by));
        }
    }

    public boolean areAllRefused() {
        return all.stream().allMatch(Fate::isRefused);
    }

    /** What the client is told, in this order. */
    public List<Reply> replies(Reply yes) {
        Reply whole = areAllRefused() ? refused().reply() : yes;
        if (answering == ReplyMode.ONE) {
            return List.of(whole);
        }
        List<Reply> replies = new ArrayList<>();
        int gone = 0;
        for (int index : transaction.promises()) {
            Fate fate = index == Transaction.DISCARDED ? discarded.get(gone++) : open.get(index);
            replies.add(fate.reply() == null ? yes : fate.reply());
        }
        if (answering == ReplyMode.EACH_AND_ALL) {
            replies.add(0, FOLLOW);
            replies.add(whole);
        }
        return replies;
    }

    /** All of them: those who get the message, those for whom it was dropped, those refused. */
    public Stream<Fate> all() {
        return all.stream().sorted(Comparator.comparing(Fate::end));
    }

    /** The first who was refused for now, or else the first who was refused at all; or null. */
    private Fate refused() {
        Fate first = null;
        for (Fate fate : all) {
            if (fate.isRefused() && fate.reply().isTransient()) {
                return fate;
            }
            first = first == null && fate.isRefused() ? fate : first;
        }
        return first;
    }
}
