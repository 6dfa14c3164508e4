package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.plugin.ContentReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * Where the octets of a message are: in the event itself, in a file of this JVM, or to be pulled. {@link ContentReader}
 * reads all three alike.
 *
 * @param size of the whole content in octets, {@code head} included
 * @param head octets that the server puts before what the client sent (the {@code Received} field at {@code deliver}), or
 *     null; never sent to another JVM, where {@code inline} or the command has it already
 * @param inline all octets after {@code head}, or null if there are more than {@link #INLINE_LIMIT}, or if told
 * @param file what follows {@code head}, readable until the stage is settled; null in another JVM, or if inline
 */
public record ContentReference(long size, Buffer head, Buffer inline, Path file) {
    /** The most octets that an event carries itself: 48 KiB. */
    public static final int INLINE_LIMIT = 48 * 1024;

    /** Without the octets: a record's text may end in a log. */
    @Override
    public String toString() {
        return "ContentReference[" + size + " octets"
                + (inline != null ? ", inline" : file != null ? ", in " + file : "") + "]";
    }

    /** The same without the octets. */
    ContentReference told() {
        return new ContentReference(size, null, null, null);
    }

    /** Without the octets if {@code head} makes them too many; the reader pulls them then. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("size", size);
        int before = head == null ? 0 : head.length();
        if (inline == null || before + inline.length() > INLINE_LIMIT) {
            return json;
        }
        return json.put(
                "inline",
                head == null ? inline : Buffer.buffer().appendBuffer(head).appendBuffer(inline));
    }

    public static ContentReference of(JsonObject event) {
        JsonObject json = Json.required("content", event.getJsonObject("content"));
        long size = Json.required("size", json.getLong("size"));
        Buffer inline = json.getBuffer("inline");
        if (inline != null && inline.length() != size) {
            throw new MalformedException("'inline' of " + inline.length() + " octets, expected " + size);
        }
        return new ContentReference(size, null, inline, null);
    }
}
