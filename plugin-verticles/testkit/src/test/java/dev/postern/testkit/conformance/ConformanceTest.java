package dev.postern.testkit.conformance;

import static dev.postern.testkit.Wrong.atHelo;
import static dev.postern.testkit.Wrong.findings;
import static dev.postern.testkit.Wrong.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Connect;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Helo;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.testkit.Events;
import dev.postern.testkit.Exemplary;
import dev.postern.testkit.Wrong;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A plugin that does all there is to do, rightly, has no findings; each kind of wrong is found by its name. */
@Timeout(300)
class ConformanceTest {
    @Test
    void anExemplaryPluginConforms() {
        Conformance.of(Exemplary::new).check();
        Conformance.of(GroupOptions.worker("exemplary"), Exemplary::new).check();
    }

    @Test
    void silenceIsFound() {
        assertEquals(
                List.of("NO_ANSWER at helo: no answer within 5000 ms"), atHelo(vertx -> Future.future(promise -> {})));
    }

    @Test
    void anAnswerAfterTheBudgetIsFound() {
        assertEquals(
                List.of(
                        "NO_ANSWER at helo: no answer within 5000 ms",
                        "LATE_ANSWER at helo: an answer came after the budget"),
                atHelo(vertx -> vertx.timer(20, TimeUnit.SECONDS).map(Decision.pass())));
    }

    @Test
    void aTimerThatFiresWithinTheBudgetIsRight() {
        assertEquals(List.of(), atHelo(vertx -> vertx.timer(3, TimeUnit.SECONDS).map(Decision.accept())));
    }

    @Test
    void anExceptionIsFound() {
        assertEquals(
                List.of("EXCEPTION at connect: java.lang.IllegalStateException: who are you?"),
                texts(() -> new Plugin() {
                    @Override
                    protected Future<Decision> onConnect(Connect event) {
                        if (event.client().name() == null) {
                            throw new IllegalStateException("who are you?");
                        }
                        return pass();
                    }
                }));
    }

    @Test
    void aPluginThatSaysThatItFailedIsFound() {
        assertEquals(
                List.of("EXCEPTION at helo: no directory"),
                atHelo(vertx -> Future.succeededFuture(Decision.failed("no directory"))));
    }

    @Test
    void anAnswerThatTheStageDoesNotAllowIsFound() {
        assertEquals(
                List.of("MALFORMED at helo: decision 'discard' is not allowed at helo"),
                atHelo(vertx -> Future.succeededFuture(Decision.discard())));
    }

    @Test
    void aRetryWithoutEndIsFound() {
        assertEquals(
                List.of(
                        "MALFORMED at helo: decision 'retry' in round 3, expected another: an occasion is asked again 3 times"),
                atHelo(vertx -> Future.succeededFuture(Decision.retry())));
    }

    @Test
    void aPromiseCompletedTwiceIsFound() {
        List<String> texts = atHelo(vertx -> {
            Promise<Decision> promise = Promise.promise();
            vertx.setTimer(1, timer -> {
                promise.complete(Decision.pass());
                promise.complete(Decision.accept());
            });
            return promise.future();
        });
        assertEquals(1, texts.size(), texts::toString);
        assertTrue(texts.get(0).startsWith("UNCAUGHT: java.lang.IllegalStateException"), texts::toString);
    }

    @Test
    void aSecondAnswerOnTheBusIsFound() {
        assertEquals(
                List.of("SECOND_ANSWER at helo: one question was answered more than once"), texts(() -> new Plugin() {
                    @Override
                    public Future<?> start() {
                        vertx.eventBus().<Object>addInboundInterceptor(this::meddle);
                        return Future.succeededFuture();
                    }

                    private void meddle(DeliveryContext<Object> passing) {
                        if (passing.message().body() instanceof JsonObject json && json.containsKey("budget")) {
                            passing.message().reply(Decision.pass().toJson());
                        }
                        passing.next();
                    }

                    @Override
                    protected Future<Decision> onHelo(Helo event) {
                        return pass();
                    }
                }));
    }

    @Test
    void anExceptionBesideTheAnswersIsFound() {
        assertEquals(List.of("UNCAUGHT: java.lang.IllegalStateException: reset rset"), texts(() -> new Plugin() {
            @Override
            protected void onReset(Reset event) {
                throw new IllegalStateException("reset " + event.reason());
            }
        }));
    }

    @Test
    void stateInAFieldIsFound() {
        List<Finding> findings = findings(() -> new Plugin() {
            private int seen;

            @Override
            protected Future<Decision> onRcptTo(RcptTo event) {
                seen++;
                return seen > 2 ? reject(452, "4.5.3", "too many") : accept();
            }
        });
        assertEquals(1, findings.size(), findings::toString);
        assertEquals(Finding.Kind.STATE, findings.get(0).kind());
        assertEquals(Stage.RCPTTO, findings.get(0).stage());
    }

    @Test
    void aPluginThatAnswersByChanceIsNotSaidToKeepState() {
        AtomicInteger elsewhere = new AtomicInteger();
        assertEquals(
                List.of(),
                atHelo(vertx ->
                        Future.succeededFuture(Decision.pass().withReply("visitor " + elsewhere.incrementAndGet()))));
    }

    @Test
    void anAnswerThatJsonChangesIsFound() {
        List<Finding> findings = findings(() -> new Wrong.AtHelo(vertx ->
                Future.succeededFuture(Decision.pass().withData(new JsonObject().put("rate", Double.NaN)))));
        assertEquals(
                List.of(Finding.Kind.CHANGED),
                findings.stream().map(Finding::kind).toList());
    }

    @Test
    void aRecipientWithoutAResultIsFound() {
        List<String> texts = texts(() -> new Plugin() {
            @Override
            protected Future<Decision> onDeliver(Deliver event) {
                return Future.succeededFuture(Decision.delivered(
                        List.of(DeliveryResult.delivered(event.recipients().get(0)))));
            }
        });
        assertEquals(
                List.of("NO_ANSWER at deliver: results for [alice@example.org], expected one for each of "
                        + "[alice@example.org, bob@example.org]"),
                texts);
    }

    @Test
    void theTestsOwnEventsAreAskedToo() {
        Conformance conformance = Conformance.of(() -> new Plugin() {
            @Override
            protected Future<Decision> onRcptTo(RcptTo event) {
                return event.recipient().address().local().equals("zoe")
                        ? discard().map(d -> null)
                        : pass();
            }
        });
        assertEquals(List.of(), conformance.findings());
        assertEquals(
                List.of("EXCEPTION at rcptto: io.vertx.core.impl.NoStackTraceThrowable: the plugin's future gave null "
                        + "instead of a decision"),
                texts(conformance.with(Events.rcptTo("zoe@example.org"))));
    }

    @Test
    void aCheckNamesEveryFinding() {
        AssertionError error = assertThrows(
                AssertionError.class,
                () -> Conformance.of(() -> new Plugin() {
                            @Override
                            protected Future<Decision> onHelo(Helo event) {
                                return discard();
                            }

                            @Override
                            protected Future<Decision> onData(Data event) {
                                return null;
                            }
                        })
                        .check());
        assertEquals("""
                plugin 'plugin' does not conform:
                  MALFORMED at helo: decision 'discard' is not allowed at helo
                  EXCEPTION at data: io.vertx.core.impl.NoStackTraceThrowable: the plugin returned null instead of a future""", error.getMessage());
    }
}
