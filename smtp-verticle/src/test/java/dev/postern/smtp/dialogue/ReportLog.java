package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Close;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Reset;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.reports.ReportPublisher;
import java.util.ArrayList;
import java.util.List;

/** The reports that observers would get, in order. */
public final class ReportLog implements ReportPublisher {
    /** As {@code 4 rcptto 250}, {@code 5 reset rset}. */
    final List<String> lines = new ArrayList<>();

    public final List<Report> all = new ArrayList<>();
    public boolean observed = true;

    @Override
    public boolean isWanted(Stage stage) {
        return observed;
    }

    @Override
    public void publish(Event event, Reply reply, List<Verdict> verdicts) {
        all.add(new Report(event, reply, verdicts));
        String line = event.common().occasion().sequence() + " " + event.stage().key();
        if (event instanceof Reset reset) {
            line += " " + reset.reason();
        } else if (event instanceof Close close) {
            line += " " + close.reason();
        }
        lines.add(line + (reply == null ? "" : " " + reply.code()));
    }

    public long count(Stage stage) {
        return all.stream().filter(report -> report.event().stage() == stage).count();
    }

    /** {@code close} was reported once, and last. */
    void assertClosed() {
        assertEquals(1, count(Stage.CLOSE), "close was not reported once: " + lines);
        assertEquals(Stage.CLOSE, all.get(all.size() - 1).event().stage());
    }
}
