package dev.postern.smtp.reports;

import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import java.util.List;

/** Publishes to observers what happened. */
public interface ReportPublisher {
    /** Whether reports of this stage are wanted; if not, none need be made. */
    boolean isWanted(Stage stage);

    /**
     * @param reply what the client was answered, or null
     */
    void publish(Event event, Reply reply, List<Verdict> verdicts);
}
