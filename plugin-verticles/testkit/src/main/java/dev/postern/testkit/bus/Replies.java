package dev.postern.testkit.bus;

import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts on the bus how often each question was answered. */
public final class Replies {
    private final Map<String, Question> questions = new ConcurrentHashMap<>();

    private record Question(Stage stage, AtomicInteger answers) {}

    public Replies(EventBus bus) {
        bus.addOutboundInterceptor(this::see);
    }

    /** The stages at which a question was answered more than once; one entry for each question. */
    public List<Stage> answeredTwice() {
        return questions.values().stream()
                .filter(question -> question.answers().get() > 1)
                .map(Question::stage)
                .toList();
    }

    /** How many questions of a stage were answered at all. */
    public long answered(Stage stage) {
        return questions.values().stream()
                .filter(question ->
                        question.stage() == stage && question.answers().get() > 0)
                .count();
    }

    private void see(DeliveryContext<Object> passing) {
        Message<Object> message = passing.message();
        Question answered = questions.get(String.valueOf(message.address()));
        Stage asked = stage(message.body());
        if (answered != null) {
            answered.answers().incrementAndGet();
        } else if (asked != null && message.replyAddress() != null) {
            questions.put(message.replyAddress(), new Question(asked, new AtomicInteger()));
        }
        passing.next();
    }

    private static Stage stage(Object body) {
        if (body instanceof Event event) {
            return event.stage();
        }
        return body instanceof JsonObject json && json.containsKey("stage") ? Stage.of(json.getString("stage")) : null;
    }
}
