package dev.postern.smtp.testing;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What an observer is told, connection by connection. Facts come from any thread, and are asked for by one. */
final class ReportedSessions {
    private final BlockingQueue<Report> told = new LinkedBlockingQueue<>();
    private final Map<String, List<Report>> facts = new HashMap<>();

    void add(Report fact) {
        told.add(fact);
    }

    /** Whether all that was told has been asked for, or waits for its connection to close. */
    boolean isEmpty() {
        return told.isEmpty();
    }

    /** All facts of one connection: of that which closes next. */
    List<Report> untilClose() throws InterruptedException {
        while (true) {
            Report fact = told.poll(60, TimeUnit.SECONDS);
            if (fact == null) {
                throw new AssertionError("no close was told; told until now: " + facts);
            }
            String connection = fact.event().connection();
            facts.computeIfAbsent(connection, id -> new ArrayList<>()).add(fact);
            if (fact.event().stage() == Stage.CLOSE) {
                return facts.remove(connection);
            }
        }
    }
}
