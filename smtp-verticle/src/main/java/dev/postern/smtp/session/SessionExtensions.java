package dev.postern.smtp.session;

import dev.postern.contract.Effect;
import dev.postern.contract.Tls;
import dev.postern.smtp.chain.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What one session's EHLO was offered: what the listener has, with what plugins hid and added. */
public final class SessionExtensions {
    /** Lines of a reply; the first one is the server's name. */
    private static final int LINES_LIMIT = 99;

    private final ListenerExtensions listener;
    private final ConnectionState connection;
    /** Whether this client may speak for others; it stays so when it has done that. */
    private final boolean trusted;

    private List<String> added = List.of();
    private Set<String> hidden = Set.of();

    SessionExtensions(ListenerExtensions listener, ConnectionState connection) {
        this.listener = listener;
        this.connection = connection;
        this.trusted = listener.trusts(connection.client().remote());
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
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Extension extension : Extension.values()) {
            if (isAt(extension) && !hidden.contains(extension.keyword())) {
                lines.add(extension.line(listener, tls()));
            }
        }
        lines.addAll(added);
        return lines.size() > LINES_LIMIT ? lines.subList(0, LINES_LIMIT) : lines;
    }

    /** Whether the client was offered it. */
    public boolean offers(Extension extension) {
        // RFC 3030 3: BINARYMIME makes no sense without CHUNKING.
        return isAt(extension)
                && isShown(extension)
                && (extension != Extension.BINARYMIME || isShown(Extension.CHUNKING));
    }

    /** Whether a command can be used now; most of them need no extension. */
    public boolean has(Command command) {
        return switch (command) {
            case XCLIENT -> offers(Extension.XCLIENT);
            case STARTTLS -> offers(Extension.STARTTLS);
            case AUTH -> offers(Extension.AUTH);
            case BDAT -> offers(Extension.CHUNKING);
            default -> true;
        };
    }

    /** Whether AUTH is worth a try, now or once there is TLS. */
    public boolean knowsAuth() {
        return listener.knowsAuth() && isShown(Extension.AUTH);
    }

    /** The SASL mechanisms that this client can use now. */
    public Set<String> mechanisms() {
        return listener.mechanisms(tls());
    }

    /** Whether a plugin has added this keyword: as a parameter it is for plugins to understand. */
    public boolean adds(String keyword) {
        return added.stream().anyMatch(line -> keyword(line).equals(keyword));
    }

    private boolean isAt(Extension extension) {
        return extension.isAt(listener, tls()) && (extension != Extension.XCLIENT || trusted);
    }

    /** A hidden extension is not offered, unless a plugin has added a line of its own for it. */
    private boolean isShown(Extension extension) {
        return !hidden.contains(extension.keyword()) || adds(extension.keyword());
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
