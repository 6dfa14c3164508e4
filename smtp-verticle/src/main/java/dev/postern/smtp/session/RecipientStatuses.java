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

/** The statuses of one message for all of its recipients, and the replies made of them. */
public final class RecipientStatuses {
    private static final Reply FOLLOW = new Reply(353, null, "A reply for each recipient follows");

    private final Transaction transaction;
    private final ReplyMode answering;
    private final List<Status> open = new ArrayList<>();
    private final List<Status> discarded = new ArrayList<>();
    /** Both, in this order. */
    private final List<Status> all;

    /** What becomes of a message for one of its recipients. */
    public static final class Status {
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

        private Status(Recipient recipient, End end, String by) {
            this.recipient = recipient;
            this.end = end;
            this.by = by;
        }

        static Status open(Recipient recipient) {
            return new Status(recipient, End.ACCEPTED, recipient.inbox());
        }

        static Status discarded(Transaction.Discarded gone) {
            return new Status(gone.recipient(), End.DISCARDED, gone.by());
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
        transaction.recipients().forEach(recipient -> open.add(Status.open(recipient)));
        transaction.discarded().forEach(gone -> discarded.add(Status.discarded(gone)));
        this.all = Stream.concat(open.stream(), discarded.stream()).toList();
    }

    /** Of the recipients who were to get the message when its end came, in their order. */
    public List<Status> open() {
        return open;
    }

    /** The content's own verdict for all recipients, in their order, as plugins have rewritten them. */
    public void rewrite(List<Recipient> recipients) {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).recipient(recipients.get(i));
        }
    }

    public List<Status> accepted() {
        return open.stream().filter(Status::isAccepted).toList();
    }

    /** Two recipients that plugins have made one get one copy. */
    public List<Recipient> addressees() {
        Map<Address, Recipient> addressees = new LinkedHashMap<>();
        accepted()
                .forEach(status -> status.addressee = addressees.computeIfAbsent(key(status), key -> status.recipient));
        return List.copyOf(addressees.values());
    }

    /** The address under which the message for a recipient is delivered. */
    private static Address key(Status status) {
        Address address = status.recipient.address();
        return new Address(address.local(), address.domainKey());
    }

    /** Where one reply stands for all: any refusal refuses the whole, "not now" before "never". */
    public void unite() {
        Status refused = answering == ReplyMode.ONE ? refused() : null;
        if (refused != null) {
            all.forEach(status -> status.refuse(refused.reply, refused.by));
        }
    }

    public boolean areAllRefused() {
        return all.stream().allMatch(Status::isRefused);
    }

    /** The replies to the client, in this order. */
    public List<Reply> replies(Reply yes) {
        Reply whole = areAllRefused() ? refused().reply() : yes;
        if (answering == ReplyMode.ONE) {
            return List.of(whole);
        }
        List<Reply> replies = new ArrayList<>();
        int gone = 0;
        for (int index : transaction.promises()) {
            Status status = index == Transaction.DISCARDED ? discarded.get(gone++) : open.get(index);
            replies.add(status.reply() == null ? yes : status.reply());
        }
        if (answering == ReplyMode.EACH_AND_ALL) {
            replies.add(0, FOLLOW);
            replies.add(whole);
        }
        return replies;
    }

    /** All of them: those who get the message, those for whom it was dropped, those refused. */
    public Stream<Status> all() {
        return all.stream().sorted(Comparator.comparing(Status::end));
    }

    /** The first who was refused for now, or else the first who was refused at all; or null. */
    private Status refused() {
        Status first = null;
        for (Status status : all) {
            if (status.isRefused() && status.reply().isTransient()) {
                return status;
            }
            first = first == null && status.isRefused() ? status : first;
        }
        return first;
    }
}
