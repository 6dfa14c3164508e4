package dev.postern.contract.wire;

import dev.postern.contract.EventHeader;
import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a desk says in its {@code hello}, at its start and then every second.
 *
 * @param group the group's name
 * @param version of the plugin, for people
 * @param node the id of the node it runs on
 * @param address of the desk
 * @param instances those that answer
 * @param declaration what the group can do
 */
public record GroupManifest(
        String group, String version, String node, String address, List<Instance> instances, Declaration declaration) {
    /** How often a desk says hello, in milliseconds. */
    public static final long HELLO_INTERVAL = 1000;

    /**
     * One deployed plugin verticle.
     *
     * @param n counts from 0 on its desk
     * @param loop the index of its event loop on its node, or -1 on a worker
     */
    public record Instance(int n, int loop) {
        JsonObject toJson() {
            return new JsonObject().put("n", n).put("loop", loop);
        }

        static Instance fromJson(JsonObject json) {
            return new Instance(Json.required("n", json.getInteger("n")), Json.integer(json, "loop", -1));
        }
    }

    public GroupManifest {
        instances = List.copyOf(instances);
    }

    /** The message {@code hello}. */
    public JsonObject hello() {
        return new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("say", "hello")
                .put("group", group)
                .put("version", version)
                .put("node", node)
                .put("address", address)
                .put("instances", Json.array(instances, Instance::toJson))
                .mergeIn(declaration.toJson());
    }

    /** The message {@code bye}. */
    public JsonObject bye() {
        return new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("say", "bye")
                .put("group", group)
                .put("node", node)
                .put("address", address);
    }

    /** The question {@code who}: every desk answers it with a hello. */
    public static JsonObject who() {
        return new JsonObject().put("v", EventHeader.VERSION).put("say", "who");
    }

    /** @throws MalformedException if this is no hello, or one of another version of the contract */
    public static GroupManifest fromJson(JsonObject json) {
        try {
            String group = Json.required("group", json.getString("group"));
            if (Json.integer(json, "v", 0) != EventHeader.VERSION) {
                throw new MalformedException("hello of group '" + group + "' with v " + json.getValue("v")
                        + ", expected " + EventHeader.VERSION);
            }
            return new GroupManifest(
                    group,
                    json.getString("version"),
                    Json.required("node", json.getString("node")),
                    Json.required("address", json.getString("address")),
                    Json.objects(json, "instances", Instance::fromJson),
                    Declaration.fromJson(json));
        } catch (ClassCastException | NullPointerException e) {
            throw new MalformedException("not a hello: " + e.getMessage(), e);
        }
    }
}
