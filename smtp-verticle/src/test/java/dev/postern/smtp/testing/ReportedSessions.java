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

/** The reports that an observer gets, by connection. They come from any thread, and are taken by one. */
final class ReportedSessions {
    private final BlockingQueue<Report> arrived = new LinkedBlockingQueue<>();
    private final Map<String, List<Report>> sessions = new HashMap<>();

    void add(Report report) {
        arrived.add(report);
    }

    /** Whether all reports were taken, or wait for their connection to close. */
    boolean isEmpty() {
        return arrived.isEmpty();
    }

    /** All reports of one connection: of the one that closes next. */
    List<Report> untilClose() throws InterruptedException {
        while (true) {
            Report report = arrived.poll(60, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("no close was reported; reports until now: " + sessions);
            }
            String connection = report.event().connection();
            sessions.computeIfAbsent(connection, id -> new ArrayList<>()).add(report);
            if (report.event().stage() == Stage.CLOSE) {
                return sessions.remove(connection);
            }
        }
    }
}
