package dev.postern.smtp.reports;

import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import java.util.List;

/** Tells observers what happened. */
public interface ReportPublisher {
    /** Whether anybody wants to hear of this stage; if not, nothing needs to be told. */
    boolean isHeard(Stage stage);

    /**
     * @param reply what the client was answered, or null
     */
    void tell(Event event, Reply reply, List<Verdict> verdicts);
}
