package dev.postern;

import dev.postern.contract.Close;
import dev.postern.contract.Event;
import dev.postern.contract.Helo;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Report;
import dev.postern.contract.Reset;
import dev.postern.contract.Verb;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What was asked and what was told, as lines: sequence, stage, what it was about, and for facts the reply. */
final class Ledger {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final List<Event> asked = new CopyOnWriteArrayList<>();
    private final List<Report> told = new CopyOnWriteArrayList<>();

    void ask(Event event) {
        asked.add(event);
    }

    void tell(Report fact) {
        told.add(fact);
    }

    /** Waits until so many connections have been closed for both. */
    void awaitCloses(int count) {
        long began = System.nanoTime();
        while (closes(asked) < count || closes(told.stream().map(Report::event).toList()) < count) {
            if (System.nanoTime() - began > PATIENCE) {
                throw new AssertionError("no close\nasked:\n" + lines(asked) + "\ntold:\n" + toldLines());
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** The connections seen, in the order of their first fact. */
    List<String> connections() {
        return told.stream().map(fact -> fact.event().connection()).distinct().toList();
    }

    List<Event> asked(String connection) {
        return asked.stream()
                .filter(event -> event.connection().equals(connection))
                .toList();
    }

    List<Report> told(String connection) {
        return told.stream()
                .filter(fact -> fact.event().connection().equals(connection))
                .toList();
    }

    String askedLines() {
        return lines(asked);
    }

    String toldLines() {
        return told.stream().map(Ledger::line).collect(Collectors.joining("\n"));
    }

    private static long closes(List<Event> events) {
        return events.stream().filter(Close.class::isInstance).count();
    }

    private static String lines(List<Event> events) {
        return events.stream().map(Ledger::line).collect(Collectors.joining("\n"));
    }

    private static String line(Report fact) {
        return line(fact.event())
                + (fact.reply() == null ? "" : " -> " + fact.reply().code());
    }

    private static String line(Event event) {
        String transaction = event.transaction() == null
                ? ""
                : " #" + event.transaction().substring(event.connection().length() + 1);
        return event.common().occasion().sequence() + " " + event.stage().key() + transaction + about(event);
    }

    private static String about(Event event) {
        if (event instanceof Helo helo) {
            return " " + helo.verb()
                    + (helo.client().tls() == null
                            ? ""
                            : " in " + helo.client().tls().version());
        }
        if (event instanceof RcptTo rcpt) {
            return " " + rcpt.recipient().address();
        }
        if (event instanceof Message message) {
            return " " + message.recipient().address();
        }
        if (event instanceof Verb verb) {
            return " " + verb.verb();
        }
        if (event instanceof Reset reset) {
            return " " + reset.reason();
        }
        return event instanceof Close close ? " " + close.reason() : "";
    }
}
