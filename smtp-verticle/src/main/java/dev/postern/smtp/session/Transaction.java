package dev.postern.smtp.session;

import dev.postern.contract.Address;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import dev.postern.smtp.content.IncomingMessage;
import java.util.ArrayList;
import java.util.List;

/** One MAIL to its end; dropped whole. */
public final class Transaction {
    private final String id;
    private final ReplyMode answering;
    private Sender sender;
    private final List<Recipient> recipients = new ArrayList<>();
    /** As events have them; made anew when it is asked for after a change. */
    private List<Recipient> shown = List.of();

    private final List<Discarded> discarded = new ArrayList<>();
    private IncomingMessage draft;
    private final List<Integer> promises = new ArrayList<>();
    private int attempts;
    private long octets;

    /** In {@link #promises()}, one for whom the client got a yes, but who gets nothing. */
    static final int DISCARDED = -1;

    /** A recipient who gets nothing, and the group that wanted it so. */
    record Discarded(Recipient recipient, String by) {}

    public Transaction(String id, Sender sender, ReplyMode answering) {
        this.id = id;
        this.sender = sender;
        this.answering = answering;
    }

    /** {@code <connection>-<n>}. */
    public String id() {
        return id;
    }

    public Sender sender() {
        return sender;
    }

    /** Rewritten by a plugin. */
    public void sender(Sender other) {
        sender = other;
    }

    /** Rewritten by plugins. */
    public void recipients(List<Recipient> others) {
        shown = List.copyOf(others);
        recipients.clear();
        recipients.addAll(shown);
    }

    /** Whether the client declared that addresses and header are UTF-8 (RFC 6531). */
    public boolean isInternational() {
        return sender.parameters().containsKey("SMTPUTF8");
    }

    /** The message on its way in, or null. */
    public IncomingMessage draft() {
        return draft;
    }

    public void draft(IncomingMessage begun) {
        draft = begun;
    }

    /** The client is gone, or gives up: a message that is not complete is nothing. */
    public void discardDraft() {
        if (draft != null) {
            draft.discard();
        }
    }

    /** Whether the client declared that the message is octets, not lines (RFC 3030 3). */
    public boolean isBinary() {
        return "BINARYMIME".equalsIgnoreCase(sender.parameters().get("BODY"));
    }

    /** Those who are to get the message, in the order given; the list itself never changes. */
    public List<Recipient> recipients() {
        if (shown.size() < recipients.size()) {
            shown = List.copyOf(recipients);
        }
        return shown;
    }

    /** Those for whom the client got a yes, but who get nothing. */
    public List<Discarded> discarded() {
        return discarded;
    }

    /** RCPT commands so far, refused ones included. */
    int attempts() {
        return attempts;
    }

    public void attempt() {
        attempts++;
    }

    /** RCPT commands that got a yes. */
    public int accepted() {
        return promises.size();
    }

    /** Whom each RCPT that got a yes was for, by the index in {@link #recipients()}; in their order. */
    List<Integer> promises() {
        return promises;
    }

    public ReplyMode answering() {
        return answering;
    }

    /** The inbox that takes the message, or null while no recipient has named one. */
    public String inbox() {
        return recipients.isEmpty() ? null : recipients.get(0).inbox();
    }

    /** An address given twice stands once. */
    public void add(Recipient recipient) {
        int index = 0;
        while (index < recipients.size() && !same(recipients.get(index).address(), recipient.address())) {
            index++;
        }
        if (index == recipients.size()) {
            recipients.add(recipient);
        }
        promises.add(index);
    }

    public void discard(Recipient recipient, String by) {
        promises.add(DISCARDED);
        discarded.add(new Discarded(recipient, by));
    }

    /** The size of its content, once that is complete. */
    long octets() {
        return octets;
    }

    public void octets(long size) {
        octets = size;
    }

    private static boolean same(Address one, Address other) {
        return one.local().equals(other.local()) && one.domainKey().equals(other.domainKey());
    }
}
