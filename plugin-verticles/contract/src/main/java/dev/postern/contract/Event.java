package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What happens on a connection: one immutable record per stage. Readers ignore what they do not know and default what is
 * missing, so that an old plugin meets a new server.
 *
 * <p>The idempotency key of an asked event is (connection, sequence, round, group).
 */
public sealed interface Event
        permits Connect,
                Secure,
                Helo,
                Authenticate,
                MailFrom,
                RcptTo,
                Data,
                Content,
                Message,
                Deliver,
                Verb,
                Reset,
                Close {

    EventHeader common();

    Stage stage();

    /** The same event with another common part. */
    Event with(EventHeader common);

    /** The stage's own arguments in JSON form; they stand beside the common part. */
    JsonObject arguments();

    /** The event as observers see it: no key, no group's data, no credentials, no content. */
    default Event told() {
        return with(common().with(EventHeader.Ask.NONE));
    }

    default String connection() {
        return common().occasion().connection();
    }

    /** The transaction's id, or null outside of one. */
    default String transaction() {
        return common().occasion().transaction();
    }

    /** Numbers the occasions of the connection in command order, from 1. */
    default long sequence() {
        return common().occasion().sequence();
    }

    /** When the occasion began, in milliseconds since 1970-01-01T00:00Z by the server's clock; 0 if not known. */
    default long time() {
        return common().occasion().time();
    }

    /** 0, and one more after each {@code retry}. */
    default int round() {
        return common().occasion().round();
    }

    /** 0, and one more each time the same occasion is asked again after a failure. */
    default int attempt() {
        return common().turn().attempt();
    }

    /** Milliseconds left to answer; the server's clock rules. */
    default long budget() {
        return common().turn().budget();
    }

    /** Counts the changes of {@link #data()}, from 0. */
    default long revision() {
        return common().turn().data().revision();
    }

    default Client client() {
        return common().client();
    }

    /** The sender of the open transaction, or null; at {@code mailfrom} the one in question. */
    default Sender sender() {
        return common().sender();
    }

    /** The recipients accepted so far; at {@code deliver} those to deliver to. */
    default List<Recipient> recipients() {
        return common().recipients();
    }

    /** What the group keeps with this connection; empty before it set anything. A copy. */
    default JsonObject data() {
        return common().turn().data().json();
    }

    default JsonObject toJson() {
        return common().toJson(stage()).mergeIn(arguments());
    }

    /**
     * Reads the form that travels between JVMs.
     *
     * @throws MalformedException if it is not an event
     */
    static Event fromJson(JsonObject json) {
        try {
            return read(Stage.of(Json.required("stage", json.getString("stage"))), EventHeader.fromJson(json), json);
        } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
            throw new MalformedException("not an event: " + e.getMessage(), e);
        }
    }

    private static Event read(Stage stage, EventHeader common, JsonObject json) {
        return switch (stage) {
            case CONNECT -> new Connect(common);
            case SECURE -> new Secure(common);
            case HELO ->
                new Helo(common, Json.text(json, "verb", "EHLO"), Json.required("name", json.getString("name")));
            case AUTHENTICATE -> Authenticate.fromJson(common, json);
            case MAILFROM -> new MailFrom(common.requireSender());
            case RCPTTO ->
                new RcptTo(
                        common.requireSender(),
                        Json.required("recipient", Json.object(json, "recipient", Recipient::fromJson)));
            case DATA -> new Data(common.requireSender());
            case CONTENT -> new Content(common.requireSender(), ContentReference.of(json));
            case MESSAGE ->
                new Message(
                        common.requireSender(),
                        Json.required("recipient", Json.object(json, "recipient", Recipient::fromJson)),
                        ContentReference.of(json));
            case DELIVER -> new Deliver(common.requireSender(), ContentReference.of(json), Json.flag(json, "apart"));
            case VERB -> new Verb(common, Json.required("verb", json.getString("verb")), json.getString("argument"));
            case RESET -> new Reset(common, json.getString("reason"));
            case CLOSE -> new Close(common, json.getString("reason"), Close.Counters.of(json));
        };
    }
}
