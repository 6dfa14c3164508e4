package dev.postern.smtp;

import dev.postern.contract.Effect;
import dev.postern.contract.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What one session's EHLO was offered: what the listener has, with what plugins hid and added. */
final class Offer {
    /** Lines of a reply; the first one is the server's name. */
    private static final int LINES_LIMIT = 99;

    private static final String XCLIENT = Command.XCLIENT.name();

    private final Extensions extensions;
    private final Connection connection;
    private final boolean trusted;
    private List<String> added = List.of();
    private Set<String> hidden = Set.of();

    Offer(Extensions extensions, Connection connection) {
        this.extensions = extensions;
        this.connection = connection;
        this.trusted = extensions.trusts(connection.client().remote());
    }

    /** EHLO or STARTTLS: what was offered before counts no more. */
    void reset() {
        added = List.of();
        hidden = Set.of();
    }

    /** Hides and adds what plugins say, in conf order. */
    void change(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Extensions change) {
                added = new ArrayList<>(added);
                hidden = new TreeSet<>(hidden);
                change.hide().forEach(this::hide);
                change.add().forEach(this::add);
            }
        }
    }

    /** The lines of the EHLO reply after the first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String line : extensions.lines(tls())) {
            if (!hidden.contains(keyword(line))) {
                lines.add(line);
            }
        }
        if (trusted && !hidden.contains(XCLIENT)) {
            lines.add(XCLIENT + " " + Xclient.ATTRIBUTES);
        }
        lines.addAll(added);
        return lines.size() > LINES_LIMIT ? lines.subList(0, LINES_LIMIT) : lines;
    }

    /** Whether a command can be used now; most of them need no extension. */
    boolean has(Command command) {
        return switch (command) {
            case XCLIENT -> xclient();
            case STARTTLS -> startTls();
            case AUTH -> authIsOffered();
            case BDAT -> chunking();
            default -> true;
        };
    }

    /** Whether this client may speak for others; it stays so when it has done that. */
    boolean xclient() {
        return trusted && isShown(XCLIENT);
    }

    boolean startTls() {
        return extensions.startTls(tls()) && isShown("STARTTLS");
    }

    /** Whether AUTH is worth a try, now or once there is TLS. */
    boolean auth() {
        return extensions.knowsAuth() && isShown("AUTH");
    }

    boolean authIsOffered() {
        return extensions.authIsOffered(tls()) && isShown("AUTH");
    }

    /** The SASL mechanisms that this client can use now. */
    Set<String> mechanisms() {
        return extensions.mechanisms(tls());
    }

    boolean size() {
        return isShown("SIZE");
    }

    boolean eightBit() {
        return extensions.eightBit() && isShown("8BITMIME");
    }

    /** CHUNKING (RFC 3030 2). */
    boolean chunking() {
        return isShown("CHUNKING");
    }

    /** BINARYMIME (RFC 3030 3), which needs CHUNKING. */
    boolean binary() {
        return chunking() && extensions.binary() && isShown("BINARYMIME");
    }

    /** Replies for each recipient, if the client asks for them (PRDR). */
    boolean prdr() {
        return extensions.prdr() && isShown("PRDR");
    }

    boolean international() {
        return extensions.international() && isShown("SMTPUTF8");
    }

    boolean dsn() {
        return extensions.honours("DSN") && isShown("DSN");
    }

    boolean requireTls() {
        return extensions.requireTls(tls()) && isShown("REQUIRETLS");
    }

    boolean isInbox(String group) {
        return extensions.isInbox(group);
    }

    /** Whether a plugin has added this keyword: as a parameter it is for plugins to understand. */
    boolean adds(String keyword) {
        return added.stream().anyMatch(line -> keyword(line).equals(keyword));
    }

    /** What a plugin says in place of the server's own line is its own affair; else a hidden extension is not there. */
    private boolean isShown(String keyword) {
        return !hidden.contains(keyword) || adds(keyword);
    }

    private void hide(String keyword) {
        String name = keyword(keyword);
        hidden.add(name);
        added.removeIf(line -> keyword(line).equals(name));
    }

    private void add(String line) {
        hide(line);
        added.add(line);
    }

    private Tls tls() {
        return connection.client().tls();
    }

    private static String keyword(String line) {
        int end = line.indexOf(' ');
        return (end < 0 ? line : line.substring(0, end)).toUpperCase(Locale.ROOT);
    }
}
