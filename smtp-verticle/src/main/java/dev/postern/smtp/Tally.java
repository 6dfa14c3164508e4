package dev.postern.smtp;

import dev.postern.contract.Close;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import java.util.List;

/** Counts what is told, and passes it on: what an operator and an observer see of a session is the same. */
final class Tally implements Teller {
    private final Meters meters;
    private final Teller observers;

    Tally(Meters meters, Teller observers) {
        this.meters = meters;
        this.observers = observers;
    }

    /** How a session ended is counted, whoever else observes. */
    @Override
    public boolean isHeard(Stage stage) {
        return stage == Stage.CLOSE || observers.isHeard(stage);
    }

    @Override
    public void tell(Event event, Reply reply, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            meters.answered(event.stage(), verdict);
        }
        if (event instanceof Close close) {
            meters.closed(close);
        }
        observers.tell(event, reply, verdicts);
    }
}
